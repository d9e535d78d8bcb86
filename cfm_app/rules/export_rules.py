"""Decides whether rows may leave the site as a file, alone or with a second person, and what the log says about it."""

from collections.abc import Iterable, Sequence
from typing import Literal

from cfm_app.rules.access import SENSITIVE_FROM

Verdict = Literal["empty", "sensitive", "second person", "alone"]

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 5, 4
LONGEST_DETAIL = 140


def verdict(levels: Iterable[int], rows: int, rows_alone: int) -> Verdict:
	"""Return what becomes of an export of `rows` rows about records of these levels.

	Levels 5 and 6 never leave in bulk, whoever asks; more than `rows_alone` rows need a second person.
	"""
	if any(level >= SENSITIVE_FROM for level in levels):
		return "sensitive"
	if not rows:
		return "empty"
	return "second person" if rows > rows_alone else "alone"


def filters_in_code(filters: Sequence, coded: set[str]) -> str:
	"""Return filters for the log: field, comparison and value where the field holds codes, dates or numbers.

	`filters` are [field, comparison, value] or [type, field, comparison, value]. What else somebody typed may be a name or a
	word of a story and is left out.
	"""
	parts = (_one_in_code(each[-3:], coded) for each in filters)
	text = "; ".join(parts) or "no filters"
	return text if len(text) <= LONGEST_DETAIL else f"{text[: LONGEST_DETAIL - 1]}…"


def new_password(choose) -> str:
	"""Return a password that can be read out on the phone: five groups of four, 98 bits. `choose` picks one of a string."""
	return "-".join("".join(choose(ALPHABET) for _each in range(GROUP_LENGTH)) for _group in range(GROUPS))


def _one_in_code(given: Sequence, coded: set[str]) -> str:
	field, comparison, value = given
	if field not in coded:
		return f"{field} {comparison} …"
	values = value if isinstance(value, list | tuple) else [value]
	return f"{field} {comparison} {','.join(str(each) for each in values)}"
