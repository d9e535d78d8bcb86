"""Decides what is still missing before the first message can come in and the first one can go out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Readiness:
	"""What is known of a site. `unreviewed`: keys of templates for which nobody has reviewed any words."""

	has_address: bool
	has_account: bool
	has_line: bool
	was_tested: bool
	differs: bool
	is_paused: bool
	receives: bool
	has_received: bool
	jobs_run: bool
	countries: int
	unreviewed: tuple[str, ...]
	has_budget: bool
	sends: bool


@dataclass(frozen=True)
class Step:
	"""One thing to be done. `needed_for`: receiving, sending, or "" for what is only wise."""

	code: str
	is_done: bool
	needed_for: str


RECEIVING, SENDING, WISE = "receiving", "sending", ""


def steps(known: Readiness) -> list[Step]:
	"""Return everything that has to be done, in the order in which it is done."""
	return [
		Step("address", known.has_address, RECEIVING),
		Step("account", known.has_account, RECEIVING),
		Step("line", known.has_line, RECEIVING),
		Step("connection", known.was_tested and not known.differs and not known.is_paused, RECEIVING),
		Step("receiving", known.receives, RECEIVING),
		Step("jobs", known.jobs_run, RECEIVING),
		Step("first_message", known.has_received, RECEIVING),
		Step("words", not known.unreviewed, SENDING),
		Step("countries", known.countries > 0, SENDING),
		Step("budget", known.has_budget, WISE),
		Step("sending", known.sends, SENDING),
	]


def two_ways(allowed: frozenset[str], own: frozenset[str], one_way: frozenset[str]) -> list[tuple[str, bool]]:
	"""Return (country, whether people there can write back) for each country a line may send to.

	`allowed`: those of the organisation; `own`: those of the line, empty for all; `one_way`: where nobody can reply.
	"""
	return [(country, country not in one_way) for country in sorted(allowed & own if own else allowed)]
