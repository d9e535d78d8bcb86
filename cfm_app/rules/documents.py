"""Decides which papers have to be in the file of a complaint, and which are missing (requirements A11)."""

from collections.abc import Iterable
from dataclasses import dataclass

ANY_TYPE = ""


@dataclass(frozen=True)
class DocumentKind:
	"""A row of CFM Document Kind that is required somewhere."""

	code: str
	from_level: int
	at_closing: bool
	feedback_type: str = ANY_TYPE


def required(kinds: Iterable[DocumentKind], level: int, feedback_type: str, closing: bool) -> list[str]:
	"""Return the codes of the papers that have to be there by now, in the order of the kinds."""
	return [
		kind.code
		for kind in kinds
		if level >= kind.from_level
		and kind.feedback_type in (ANY_TYPE, feedback_type)
		and (closing or not kind.at_closing)
	]


def missing(required_codes: Iterable[str], present: Iterable[str]) -> list[str]:
	"""Return the required papers that are not there, in their order."""
	there = set(present)
	return [code for code in required_codes if code not in there]
