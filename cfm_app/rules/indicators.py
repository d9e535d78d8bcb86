"""Decides what each complaint counts for in the indicators, so that every figure opens to its rows (kpis)."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from dateutil.relativedelta import relativedelta

Exclusion = Literal["", "spam", "duplicate", "same_day_forward"]
Standing = Literal["on_time", "late", "still_open", "undecided", "left_out", "outside_window"]

LIMIT_DAYS = 15


@dataclass(frozen=True)
class Closing:
	"""What K2 knows of a complaint, in local dates. After a reopening `closed_on` is the last closing."""

	received_on: date
	closed_on: date | None
	excluded: Exclusion = ""


@dataclass(frozen=True)
class Share:
	"""A share from 0.0 to 1.0 with everything it was made of; None while nothing counts."""

	numerator: int
	denominator: int
	undecided: int
	left_out: int
	share: float | None


class Spread(NamedTuple):
	"""Median and 90th percentile of n values, in the unit of the values; None when there are none."""

	median: float | None
	p90: float | None
	n: int


class Rating(NamedTuple):
	"""Mean of n scores; None when there are none."""

	mean: float | None
	n: int


def six_month_window(today: date) -> tuple[date, date]:
	"""Return first and last day of the rolling six months that end today."""
	return today - relativedelta(months=6) + timedelta(days=1), today


def closed_within(
	records: Iterable[Closing],
	window_start: date,
	window_end: date,
	today: date,
	limit: int = LIMIT_DAYS,
) -> Share:
	"""Return K2: of the complaints received in the window and decided, those closed within `limit` days.

	Decided is what is closed or older than the limit. Formula: kpis K2; rows: `classify`.
	"""
	return _share(records, lambda record: classify(record, window_start, window_end, today, limit))


def closed_in_window(
	records: Iterable[Closing], window_start: date, window_end: date, limit: int = LIMIT_DAYS
) -> Share:
	"""Return the naive reading of K2: of the complaints closed in the window, those closed within `limit`.

	It overlooks what is never closed, and is shown for comparison only. Rows: `classify_closed`.
	"""
	return _share(records, lambda record: classify_closed(record, window_start, window_end, limit))


def classify(
	record: Closing, window_start: date, window_end: date, today: date, limit: int = LIMIT_DAYS
) -> Standing:
	"""Return how one complaint counts in `closed_within`; what closed after `today` is still open that day."""
	if not window_start <= record.received_on <= window_end or record.received_on > today:
		return "outside_window"
	if record.excluded:
		return "left_out"
	if record.closed_on and record.closed_on <= today:
		return _closed_standing(record.received_on, record.closed_on, limit)
	return "undecided" if (today - record.received_on).days <= limit else "still_open"


def classify_closed(
	record: Closing, window_start: date, window_end: date, limit: int = LIMIT_DAYS
) -> Standing:
	"""Return how one complaint counts in `closed_in_window`."""
	if record.closed_on is None or not window_start <= record.closed_on <= window_end:
		return "outside_window"
	if record.excluded:
		return "left_out"
	return _closed_standing(record.received_on, record.closed_on, limit)


def spread(values: Iterable[float]) -> Spread:
	"""Return median and 90th percentile as K11 asks, interpolated as a spreadsheet's PERCENTILE.INC does."""
	known = sorted(values)
	if len(known) < 2:
		return Spread(*(known * 2 or (None, None)), n=len(known))
	return Spread(
		statistics.median(known), statistics.quantiles(known, n=10, method="inclusive")[8], len(known)
	)


def average_rating(scores: Iterable[float | None]) -> Rating:
	"""Return the mean of the scores given; None is a person who gave none and does not count."""
	given = [score for score in scores if score is not None]
	return Rating(statistics.fmean(given) if given else None, len(given))


def _closed_standing(received_on: date, closed_on: date, limit: int) -> Standing:
	return "on_time" if (closed_on - received_on).days <= limit else "late"


def _share(records: Iterable[Closing], standing_of: Callable[[Closing], Standing]) -> Share:
	counted = Counter(map(standing_of, records))
	decided = counted["on_time"] + counted["late"] + counted["still_open"]
	return Share(
		numerator=counted["on_time"],
		denominator=decided,
		undecided=counted["undecided"],
		left_out=counted["left_out"],
		share=counted["on_time"] / decided if decided else None,
	)
