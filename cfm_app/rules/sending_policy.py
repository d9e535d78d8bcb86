"""Decides what the limits of an organisation mean for one message: countries, budget, price."""

import re

COUNTRY = re.compile(r"[A-Za-z]{2}")
# a price list is never quite up to date; a provider refuses what would cost more than this
PRICE_TOLERANCE = 3


def countries(text: str | None) -> frozenset[str]:
	"""Return the ISO codes in a list such as "CO, SY"."""
	return frozenset(code.upper() for code in re.split(r"[\s,;]+", text or "") if code)


def unknown_countries(text: str | None) -> list[str]:
	"""Return what stands in a list of countries and cannot be an ISO code of two letters."""
	return sorted(code for code in countries(text) if not COUNTRY.fullmatch(code))


def country_is_allowed(country: str, organisation: str | None, line: str | None) -> bool:
	"""Tell whether messages may go there: the organisation lists it, and the line, if it lists any."""
	return country in countries(organisation) and (not countries(line) or country in countries(line))


def price_of(segments: int, price_per_segment: float | None) -> float:
	"""Return what a message is expected to cost."""
	return round((segments or 0) * (price_per_segment or 0), 5)


def most_it_may_cost(price: float) -> float | None:
	"""Return the limit that goes along with a message, None when no price is known."""
	return round(price * PRICE_TOLERANCE, 4) or None


def is_over_budget(spent: float, price: float, budget: float | None) -> bool:
	"""Tell whether one more message at this price would pass the budget of the day. No budget is no limit."""
	return bool(budget) and price > 0 and spent + price > budget
