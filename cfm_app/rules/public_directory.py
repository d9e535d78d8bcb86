"""Decides what strangers see of the service directory: which entries, and nothing that leads to a hidden place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cfm_app.rules.area_paths import STEP
from cfm_app.rules.search_text import search_form
from cfm_app.rules.service_freshness import may_be_suggested

SHOWN_STEPS = 2
"""Of a hidden place people see the second step of the area tree at most: the country, or the province where the tree
begins with provinces. A deeper one would name the town."""
KEPT_STEPS = 3
"""Of a hidden place not even staff write down more than the third step: the province, so that they find a shelter
within reach. Where in it, only its focal point knows."""

FREE = frozenset(
	search_form(word)
	for word in (
		"0",
		"free",
		"free of charge",
		"no cost",
		"gratis",
		"gratuito",
		"sin costo",
		"kosteloos",
		"مجاني",
		"مجانا",
		"مجانية",
		"بلا مقابل",
		"ücretsiz",
		"bedava",
		"gratuit",
		"رایگان",
	)
)
WOMEN, MEN, CHILDREN, OLDER = "women and girls", "men and boys", "children", "older people"
WHO = (WOMEN, MEN, CHILDREN, OLDER)
GROWN_UP, OLD = 18, 60
POINT_DIGITS = 4
"""About ten metres: the door, and no more than an address says."""
FURTHEST_NORTH, FURTHEST_EAST = 85, 180


@dataclass(frozen=True)
class AgeLimit:
	"""Ages a service is for. 0 as upper limit: none."""

	lowest: int = 0
	highest: int = 0

	def reaches(self, first: int, last: int) -> bool:
		"""Tell whether anybody from `first` to `last` years may use it."""
		return self.lowest <= last and (not self.highest or self.highest >= first)


def is_secret(hidden_type: bool, sites_hidden: Iterable[bool]) -> bool:
	"""Tell whether all of an entry's places are hidden, so that people learn only whom to ask."""
	sites = list(sites_hidden)
	return hidden_type or (bool(sites) and all(sites))


def shown_path(path: str) -> str:
	"""Return the path of the smallest area that may be named for a hidden place."""
	return path[: STEP * SHOWN_STEPS]


def kept_path(path: str) -> str:
	"""Return the path of the smallest area that is written down for a hidden place."""
	return path[: STEP * KEPT_STEPS]


def shown_point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
	"""Return (latitude, longitude) in degrees as strangers see it, None for a site that nobody has placed."""
	known = (latitude or 0, longitude or 0)
	on_a_map = abs(known[0]) <= FURTHEST_NORTH and abs(known[1]) <= FURTHEST_EAST
	return (round(known[0], POINT_DIGITS), round(known[1], POINT_DIGITS)) if any(known) and on_a_map else None


def is_shown(standing: str, starts_on: date | None, ends_on: date | None, today: date) -> bool:
	"""Tell whether people see an entry: one that somebody has verified, and only while it runs.

	A stale one is left out: an address that is no longer true costs a sick person a day.
	"""
	runs = (not starts_on or starts_on <= today) and (not ends_on or ends_on >= today)
	return may_be_suggested(standing) and runs


def is_free(cost: str | None) -> bool:
	"""Tell whether the words on the cost say that it costs nothing; no words say nothing."""
	return search_form(cost or "") in FREE


def is_for(who: str, for_sex: str, ages: AgeLimit) -> bool:
	"""Tell whether people of this kind (one of WHO, "" for anybody) may use a service."""
	if who in (WOMEN, MEN):
		return for_sex in (who, "everybody", "", None)
	if who == CHILDREN:
		return ages.reaches(0, GROWN_UP - 1)
	return ages.reaches(OLD, 150) if who == OLDER else True


def speaks(language: str, languages: str | None) -> bool:
	"""Tell whether a language stands among codes such as "ar, tr"."""
	return language.lower() in {code.strip().lower() for code in (languages or "").split(",")}
