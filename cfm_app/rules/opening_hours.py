"""Reads opening hours as people write them, "Mon-Fri 08:30-16:00; Sat 09:00-12:00", and tells what is open when."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ALWAYS = "24/7"
PART = re.compile(
	r"(?P<first>[A-Z][a-z]{2})(?:-(?P<last>[A-Z][a-z]{2}))? (?P<opens>\d{2}:\d{2})-(?P<closes>\d{2}:\d{2})"
)


@dataclass(frozen=True)
class Span:
	"""Open on this weekday (0 is Monday) from `opens` until `closes`; one that closes earlier ends on the next day."""

	day: int
	opens: time
	closes: time

	def holds(self, moment: datetime) -> bool:
		"""Tell whether the site is open at this local wall time because of this span."""
		since_midnight = moment.time()
		if self.opens < self.closes:
			return moment.weekday() == self.day and self.opens <= since_midnight < self.closes
		today = moment.weekday() == self.day and since_midnight >= self.opens
		after_midnight = moment.weekday() == (self.day + 1) % 7 and since_midnight < self.closes
		return today or after_midnight


def parse(text: str) -> tuple[Span, ...]:
	"""Return the spans of a text; "24/7" is open always, an empty one tells nothing and gives none.

	Raises ValueError for anything else; its argument is the part that cannot be read.
	"""
	written = " ".join((text or "").split())
	if written == ALWAYS:
		return tuple(Span(day, time(0), time(0)) for day in range(7))
	return tuple(span for part in filter(None, written.split(";")) for span in _spans(part.strip()))


def is_open(spans: tuple[Span, ...], moment: datetime) -> bool | None:
	"""Tell whether it is open at this local wall time; None when nobody wrote the hours down."""
	return any(span.holds(moment) for span in spans) if spans else None


def next_opening(spans: tuple[Span, ...], moment: datetime) -> datetime | None:
	"""Return when it opens next, within a week of this local wall time; None when it is open or nobody knows."""
	if not spans or is_open(spans, moment):
		return None
	midnight = datetime.combine(moment.date(), time(0), moment.tzinfo)
	starts = (
		datetime.combine((midnight + timedelta(days=ahead)).date(), span.opens, moment.tzinfo)
		for ahead in range(8)
		for span in spans
		if span.day == (moment.weekday() + ahead) % 7
	)
	return min((start for start in starts if start > moment), default=None)


def _spans(part: str) -> list[Span]:
	found = PART.fullmatch(part)
	if not found or {found["first"], found["last"] or found["first"]} - set(DAYS):
		raise ValueError(part)
	try:
		opens, closes = time.fromisoformat(found["opens"]), time.fromisoformat(found["closes"])
	except ValueError:
		raise ValueError(part) from None
	first, last = DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"])
	return [Span((first + ahead) % 7, opens, closes) for ahead in range((last - first) % 7 + 1)]
