"""Decides when each promise to the person falls due and how far its clock has run (reference-data 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

Clock = Literal["acknowledge", "first_answer", "resolve", "satisfaction", "aftercare"]
ClockStatus = Literal["done", "done_late", "on_track", "warning", "breached"]
Unit = Literal["minutes", "hours", "days", "working_days"]

WORKING_CLOCKS: tuple[Clock, ...] = ("acknowledge", "first_answer", "resolve")
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Calendar:
	"""Working days of an area: weekend as weekday() numbers (Monday is 0), holidays, IANA time zone."""

	weekend: frozenset[int]
	holidays: frozenset[date]
	timezone: str

	def __post_init__(self):
		if self.weekend >= frozenset(range(7)):
			raise ValueError("a calendar needs at least one working day in the week")

	def is_working_day(self, day: date) -> bool:
		"""Whether people work on that local day."""
		return day.weekday() not in self.weekend and day not in self.holidays


@dataclass(frozen=True)
class Allowance:
	"""How much time a promise gives."""

	amount: int
	unit: Unit


@dataclass(frozen=True)
class Pause:
	"""A span in which the clock stands still; an open pause has no end yet."""

	start: datetime
	end: datetime | None
	reason: str


@dataclass(frozen=True)
class Allowances:
	"""What a sensitivity level or an urgency promises; None promises nothing."""

	acknowledge: Allowance | None
	first_answer: Allowance | None
	resolve: Allowance | None


def due(
	start: datetime,
	allowance: Allowance,
	calendar: Calendar,
	pauses: Iterable[Pause] = (),
	now: datetime | None = None,
) -> datetime:
	"""Return the moment (UTC) at which the allowance that began at `start` is used up.

	Calendar days end at the same local wall time. Working days skip weekend days and holidays; a contact on
	a day off counts from the start of the next working day. Every pause that began before the clock ran out
	moves it by its length; an open pause lasts until `now` and is left aside when `now` is not given.
	Formula: reference-data 4, clock options.
	"""
	start = start.astimezone(timezone.utc)
	running_out = _after_pauses(start, _without_pauses(start, allowance, calendar), pauses, now)
	if allowance.unit == "working_days":
		running_out = _on_working_day(running_out.astimezone(ZoneInfo(calendar.timezone)), calendar)
	return max(start, running_out).astimezone(timezone.utc)


def plan(
	received_at: datetime,
	level: Allowances,
	urgency: Allowances,
	calendar: Calendar,
	level_decides: bool = False,
	pauses: Sequence[Pause] = (),
	now: datetime | None = None,
) -> dict[Clock, datetime]:
	"""Return the due moment (UTC) of acknowledge, first_answer and resolve.

	The stricter of level and urgency counts. With `level_decides` (levels 5-6) the level's allowance counts
	alone wherever it has one. A clock that neither promises is absent. Source: reference-data 4.
	"""
	moments = {}
	for clock in WORKING_CLOCKS:
		promised = _promises(getattr(level, clock), getattr(urgency, clock), level_decides)
		if promised:
			moments[clock] = min(due(received_at, each, calendar, pauses, now) for each in promised)
	return moments


def after_closing(
	closed_at: datetime,
	calendar: Calendar,
	satisfaction_days: int = 7,
	aftercare_months: int = 2,
) -> dict[Clock, datetime]:
	"""Return when satisfaction is asked and aftercare is due (UTC), each at the end of its local day.

	31 December plus two months is the last day of February (requirements C14, kpis K8).
	"""
	closed_on = local_day(closed_at, calendar.timezone)
	days: dict[Clock, date] = {
		"satisfaction": closed_on + timedelta(days=satisfaction_days),
		"aftercare": closed_on + relativedelta(months=aftercare_months),
	}
	zone = ZoneInfo(calendar.timezone)
	return {
		clock: datetime.combine(day, END_OF_DAY, zone).astimezone(timezone.utc) for clock, day in days.items()
	}


def status(due: datetime, done: datetime | None, now: datetime, warn_before: timedelta) -> ClockStatus:
	"""Say how a clock stands: the due moment itself is still in time."""
	if done is not None:
		return "done" if done <= due else "done_late"
	if now > due:
		return "breached"
	return "warning" if now >= due - warn_before else "on_track"


def progress(start: datetime, due: datetime, now: datetime) -> float:
	"""Return how much of the time is used up, from 0.0 to 1.0."""
	if due <= start:
		return 1.0
	return min(1.0, max(0.0, (now - start) / (due - start)))


def days_open(received_at: datetime, until: datetime, timezone: str) -> int:
	"""Return the calendar days, in local time, from receipt to closing or to now.

	This is the count of kpis K2: no pause touches it, and after a reopening `until` is the last closing.
	"""
	return (local_day(until, timezone) - local_day(received_at, timezone)).days


def local_day(moment: datetime, timezone: str) -> date:
	"""Return the date that people in that time zone call this moment."""
	return moment.astimezone(ZoneInfo(timezone)).date()


def _promises(level: Allowance | None, urgency: Allowance | None, level_decides: bool) -> list[Allowance]:
	if level_decides and level:
		return [level]
	return [each for each in (level, urgency) if each]


def _without_pauses(start: datetime, allowance: Allowance, calendar: Calendar) -> datetime:
	if allowance.unit in ("minutes", "hours"):
		return start + timedelta(**{allowance.unit: allowance.amount})
	local = start.astimezone(ZoneInfo(calendar.timezone))
	if allowance.unit == "days":
		return (local + timedelta(days=allowance.amount)).astimezone(timezone.utc)
	return _count_working_days(local, allowance.amount, calendar)


def _count_working_days(local: datetime, amount: int, calendar: Calendar) -> datetime:
	moment = _on_working_day(local, calendar)
	for _day in range(amount):
		moment += timedelta(days=1)
		while not calendar.is_working_day(moment.date()):
			moment += timedelta(days=1)
	return moment.astimezone(timezone.utc)


def _on_working_day(local: datetime, calendar: Calendar) -> datetime:
	day = local.date()
	while not calendar.is_working_day(day):
		day += timedelta(days=1)
	return local if day == local.date() else datetime.combine(day, time(), local.tzinfo)


def _after_pauses(
	start: datetime, running_out: datetime, pauses: Iterable[Pause], now: datetime | None
) -> datetime:
	for pause_start, pause_end in _merged(pauses, start, now):
		if pause_start >= running_out:
			break
		running_out += pause_end - pause_start
	return running_out


def _merged(
	pauses: Iterable[Pause], start: datetime, now: datetime | None
) -> list[tuple[datetime, datetime]]:
	"""Return the spans after `start` without overlaps, in order."""
	ends = [(pause, pause.end or now) for pause in pauses]
	spans = sorted(
		(max(pause.start, start).astimezone(timezone.utc), end.astimezone(timezone.utc))
		for pause, end in ends
		if end
	)
	merged: list[tuple[datetime, datetime]] = []
	for span_start, span_end in spans:
		if span_end <= span_start:
			continue
		if merged and span_start <= merged[-1][1]:
			merged[-1] = (merged[-1][0], max(merged[-1][1], span_end))
		else:
			merged.append((span_start, span_end))
	return merged
