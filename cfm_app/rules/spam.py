"""Decides whether a public submission is taken at once or marked for review, without any outside service.

A whole camp may share one address, so a busy source is held for review long before anything is refused: that
takes a filled trap, or more messages than people can write and staff can read.
"""

from dataclasses import dataclass
from typing import Literal

HOLD_FROM_SAME_SOURCE = 10
HOLD_FROM_EVERYWHERE = 200
REFUSE_FROM_SAME_SOURCE = 1000
REFUSE_FROM_EVERYWHERE = 20_000
FASTEST_PERSON_SECONDS = 3.0
MEGABYTES_FROM_SAME_SOURCE = 300
MEGABYTES_FROM_EVERYWHERE = 3000


@dataclass(frozen=True)
class Verdict:
	"""accept, hold (taken and marked for review) or refuse, and why.

	Codes: fine, trap_filled, too_many, filled_too_fast, busy_source, flood.
	"""

	decision: Literal["accept", "hold", "refuse"]
	code: str


def slow_down(
	recent_from_same_source: int,
	recent_everywhere: int,
	honeypot_filled: bool,
	seconds_to_fill: float | None,
	hold_from_same_source: int = HOLD_FROM_SAME_SOURCE,
	hold_from_everywhere: int = HOLD_FROM_EVERYWHERE,
) -> Verdict:
	"""Decide on one submission. Counts are of the last hour without this one; unknown seconds hold nothing.

	The trap is a field that people do not see; it must be hidden from screen readers and autofill too.
	"""
	if honeypot_filled:
		return Verdict("refuse", "trap_filled")
	if recent_from_same_source >= REFUSE_FROM_SAME_SOURCE or recent_everywhere >= REFUSE_FROM_EVERYWHERE:
		return Verdict("refuse", "too_many")
	suspicions = {
		"filled_too_fast": seconds_to_fill is not None and seconds_to_fill < FASTEST_PERSON_SECONDS,
		"busy_source": recent_from_same_source >= hold_from_same_source,
		"flood": recent_everywhere >= hold_from_everywhere,
	}
	suspicion = next((code for code, applies in suspicions.items() if applies), None)
	return Verdict("hold", suspicion) if suspicion else Verdict("accept", "fine")


def may_take_files(megabytes_from_same_source: float, megabytes_everywhere: float) -> bool:
	"""Whether files are still taken this hour; words always are. Both figures are without the files at hand."""
	return (
		megabytes_from_same_source < MEGABYTES_FROM_SAME_SOURCE
		and megabytes_everywhere < MEGABYTES_FROM_EVERYWHERE
	)
