"""Opening hours as weekly schedules of the Open Referral specification, and back.

Times are the wall time of the place, without an offset: where clocks change, an offset is wrong half the year.
"""

import re
from datetime import date, time

from cfm_app.rules.opening_hours import ALWAYS, DAYS, Span, parse

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKLY = "WEEKLY"
OFFSET = r"(?:Z|[+-]\d{2}(?::?\d{2})?)"
TIME = re.compile(rf"(\d{{1,2}}):(\d{{2}})(?::\d{{2}}(?:\.\d+)?)?\s*{OFFSET}?", re.ASCII)
HAS_OFFSET = re.compile(rf"\d\s*{OFFSET}$")
MIDNIGHT, LAST_MINUTE = time(0), time(23, 59)
OTHER_RULES = ("byweekno", "bymonthday", "byyearday", "count")


class NotWeekly(ValueError):
	"""A schedule that is no plain week: once a month, every second week, over, or without days."""


def schedules(text: str | None) -> list[dict]:
	"""Return the hours of a site as [{freq, byday, opens_at, closes_at, description}]; [] when none are known.

	The specification knows no "always": it recommends 00:00 to 23:59. Hours that cannot be read give [].
	"""
	spans = _spans(text)
	return [
		{
			"freq": WEEKLY,
			"byday": ",".join(BYDAY[day] for day in days),
			"opens_at": opens.strftime("%H:%M"),
			"closes_at": (LAST_MINUTE if _is_whole_day(opens, closes) else closes).strftime("%H:%M"),
			"description": canonical(text),
		}
		for (opens, closes), days in _by_times(spans).items()
	]


def hours(found: list[dict], today: date) -> str:
	"""Return the hours of a site from its schedules. Raises NotWeekly when one of them says more than a week can."""
	return text_of([span for schedule in found for span in _spans_of(schedule, today)])


def has_offset(schedule: dict) -> bool:
	"""Tell whether a schedule names a time zone; its times are taken as those of the place all the same."""
	times = (str(schedule.get(name) or "").strip() for name in ("opens_at", "closes_at"))
	return any(HAS_OFFSET.search(each) for each in times)


def canonical(text: str | None) -> str:
	"""Return hours in the one way in which two spellings of them are equal; what cannot be read stays as it is."""
	return text_of(_spans(text)) or " ".join((text or "").split())


def text_of(spans) -> str:
	"""Return spans as people write them: "Mon-Fri 08:30-16:00; Sat 09:00-12:00"."""
	whole = {span.day for span in spans if _is_whole_day(span.opens, span.closes)}
	if len(whole) == len(DAYS):
		return ALWAYS
	runs = [
		(first, last, opens, closes)
		for (opens, closes), days in _by_times(spans).items()
		for first, last in _runs(days)
	]
	return "; ".join(
		f"{DAYS[first]}{f'-{DAYS[last]}' if last != first else ''} {opens:%H:%M}-{closes:%H:%M}"
		for first, last, opens, closes in sorted(runs)
	)


def _spans(text: str | None) -> tuple[Span, ...]:
	try:
		return parse(text or "")
	except ValueError:
		return ()


def _by_times(spans) -> dict[tuple[time, time], list[int]]:
	"""Return {(opens, closes): its days in order}, by opening time."""
	found = {}
	for span in sorted(spans, key=lambda span: (span.opens, span.closes, span.day)):
		closes = MIDNIGHT if _is_whole_day(span.opens, span.closes) else span.closes
		days = found.setdefault((span.opens, closes), [])
		if span.day not in days:
			days.append(span.day)
	return {times: sorted(days) for times, days in found.items()}


def _runs(days: list[int]) -> list[tuple[int, int]]:
	"""Return [(first, last)] of days that follow each other."""
	found = []
	for day in days:
		if found and found[-1][1] == day - 1:
			found[-1] = (found[-1][0], day)
		else:
			found.append((day, day))
	return found


def _is_whole_day(opens: time, closes: time) -> bool:
	return opens == MIDNIGHT and closes in (MIDNIGHT, LAST_MINUTE)


def _spans_of(schedule: dict, today: date) -> list[Span]:
	days = [day.strip() for day in str(schedule.get("byday") or "").split(",") if day.strip()]
	if not _is_plain_week(schedule) or not days or set(days) - set(BYDAY) or not _holds(schedule, today):
		raise NotWeekly(schedule.get("description"))
	opens, closes = _time(schedule.get("opens_at")), _time(schedule.get("closes_at"))
	return [Span(BYDAY.index(day), opens, closes) for day in days]


def _is_plain_week(schedule: dict) -> bool:
	return (
		schedule.get("freq") in (WEEKLY, None, "")
		and schedule.get("interval") in (None, "", 1, "1")
		and not any(schedule.get(rule) for rule in OTHER_RULES)
	)


def _holds(schedule: dict, today: date) -> bool:
	"""Tell whether a schedule is in force today, as far as it says."""
	first, last = schedule.get("valid_from"), [schedule.get("valid_to"), schedule.get("until")]
	return _day(first, date.min) <= today and all(today <= _day(end, date.max) for end in last)


def _day(text, otherwise: date) -> date:
	try:
		return date.fromisoformat(str(text)[:10]) if text else otherwise
	except ValueError:
		raise NotWeekly(text) from None


def _time(text) -> time:
	found = TIME.fullmatch(str(text or "").strip())
	try:
		return time(int(found[1]) % 24 if found[0].startswith("24:00") else int(found[1]), int(found[2]))
	except (TypeError, ValueError):
		raise NotWeekly(text) from None
