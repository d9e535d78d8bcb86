"""Promises to the person: acknowledged, answered, resolved, asked again, in every calendar we work in."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.clocks import (
	Allowance,
	Allowances,
	Calendar,
	Pause,
	after_closing,
	days_open,
	due,
	plan,
	progress,
	status,
)

UTC = timezone.utc
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
BOGOTA = Calendar(frozenset({SATURDAY, SUNDAY}), frozenset({date(2026, 1, 1)}), "America/Bogota")
IDLIB = Calendar(frozenset({FRIDAY, SATURDAY}), frozenset(), "Asia/Damascus")
KABUL = Calendar(frozenset({FRIDAY}), frozenset(), "Asia/Kabul")
UTRECHT = Calendar(frozenset({SATURDAY, SUNDAY}), frozenset(), "Europe/Amsterdam")

moments = st.datetimes(datetime(2019, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))
allowances = st.builds(
	Allowance, st.integers(0, 40), st.sampled_from(["minutes", "hours", "days", "working_days"])
)
calendars = st.builds(
	Calendar,
	st.sampled_from([frozenset(), frozenset({4}), frozenset({4, 5}), frozenset({5, 6})]),
	st.frozensets(st.dates(date(2019, 1, 1), date(2033, 6, 1)), max_size=30),
	st.sampled_from(["America/Bogota", "Asia/Damascus", "Asia/Kabul", "Europe/Amsterdam", "Africa/Cairo"]),
)
lengths = st.timedeltas(timedelta(days=-3), timedelta(days=20))


@st.composite
def clocks_with_pauses(draw):
	start = draw(moments)
	pause_starts = draw(
		st.lists(st.tuples(lengths, st.timedeltas(timedelta(0), timedelta(days=9))), max_size=5)
	)
	pauses = [
		Pause(start + offset, start + offset + length, "unreachable") for offset, length in pause_starts
	]
	return start, draw(allowances), draw(calendars), pauses


def local(calendar, *parts):
	return datetime(*parts, tzinfo=ZoneInfo(calendar.timezone))


def test_fifteen_days_keep_the_hour_of_the_contact_when_summer_time_begins():
	received = local(UTRECHT, 2026, 3, 20, 10, 0)
	assert due(received, Allowance(15, "days"), UTRECHT) == local(UTRECHT, 2026, 4, 4, 10, 0)


def test_hours_elapse_when_summer_time_begins():
	received = local(UTRECHT, 2026, 3, 28, 22, 0)
	assert due(received, Allowance(24, "hours"), UTRECHT) == local(UTRECHT, 2026, 3, 29, 23, 0)


def test_a_pause_over_the_change_of_the_clocks_is_as_long_as_it_really_was():
	received = local(UTRECHT, 2026, 3, 27, 9, 0)
	night = Pause(local(UTRECHT, 2026, 3, 28, 22, 0), local(UTRECHT, 2026, 3, 29, 8, 0), "unreachable")
	assert due(received, Allowance(48, "hours"), UTRECHT, [night]) == local(UTRECHT, 2026, 3, 29, 19, 0)


@pytest.mark.parametrize(
	("calendar", "received", "expected"),
	[
		# Thursday 1 October 2026, two working days.
		(KABUL, (2026, 10, 1, 9, 0), (2026, 10, 4, 9, 0)),
		(IDLIB, (2026, 10, 1, 9, 0), (2026, 10, 5, 9, 0)),
		(BOGOTA, (2026, 10, 1, 9, 0), (2026, 10, 5, 9, 0)),
		# On the day off itself the count begins with the next working day.
		(KABUL, (2026, 10, 2, 9, 0), (2026, 10, 5, 0, 0)),
		(BOGOTA, (2026, 10, 3, 9, 0), (2026, 10, 7, 0, 0)),
		# New Year's Day is a holiday, then Friday counts, then the weekend does not.
		(BOGOTA, (2025, 12, 31, 9, 0), (2026, 1, 5, 9, 0)),
	],
)
def test_two_working_days_skip_the_weekend_of_the_area(calendar, received, expected):
	moment = due(local(calendar, *received), Allowance(2, "working_days"), calendar)
	assert moment == local(calendar, *expected)


def test_a_late_evening_contact_belongs_to_the_local_day_not_to_the_utc_day():
	friday_evening = local(BOGOTA, 2026, 10, 2, 20, 0)
	assert friday_evening.astimezone(UTC).weekday() == SATURDAY
	assert due(friday_evening, Allowance(1, "working_days"), BOGOTA) == local(BOGOTA, 2026, 10, 5, 20, 0)


def test_a_calendar_without_any_working_day_is_refused():
	with pytest.raises(ValueError, match="working day"):
		Calendar(frozenset(range(7)), frozenset(), "UTC")


def test_waiting_for_the_complainant_moves_the_due_date_by_exactly_the_wait():
	received = local(KABUL, 2026, 10, 3, 9, 0)
	waits = [
		Pause(local(KABUL, 2026, 10, 5, 0, 0), local(KABUL, 2026, 10, 8, 0, 0), "waiting for complainant"),
		Pause(local(KABUL, 2026, 10, 7, 0, 0), local(KABUL, 2026, 10, 9, 0, 0), "security access"),
	]
	assert due(received, Allowance(10, "days"), KABUL, waits) == local(KABUL, 2026, 10, 17, 9, 0)


def test_a_pause_after_the_due_date_comes_too_late():
	received = local(KABUL, 2026, 10, 3, 9, 0)
	late = Pause(local(KABUL, 2026, 10, 14, 0, 0), local(KABUL, 2026, 10, 20, 0, 0), "unreachable")
	assert due(received, Allowance(10, "days"), KABUL, [late]) == local(KABUL, 2026, 10, 13, 9, 0)


def test_what_was_paused_before_receipt_does_not_count():
	received = local(KABUL, 2026, 10, 3, 9, 0)
	early = Pause(local(KABUL, 2026, 10, 1, 9, 0), local(KABUL, 2026, 10, 3, 10, 0), "unreachable")
	assert due(received, Allowance(1, "hours"), KABUL, [early]) == local(KABUL, 2026, 10, 3, 11, 0)


def test_a_pause_that_ended_before_receipt_does_not_shorten_anything():
	received = local(KABUL, 2026, 10, 3, 9, 0)
	over = Pause(local(KABUL, 2026, 10, 1, 9, 0), local(KABUL, 2026, 10, 2, 9, 0), "unreachable")
	assert due(received, Allowance(5, "days"), KABUL, [over]) == local(KABUL, 2026, 10, 8, 9, 0)


def test_in_the_hour_that_comes_twice_nothing_is_due_before_it_began():
	second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
	assert due(second_half_past_two, Allowance(0, "days"), UTRECHT) == second_half_past_two


def test_an_open_pause_moves_the_due_date_as_long_as_it_lasts():
	received = local(KABUL, 2026, 10, 3, 9, 0)
	open_pause = [Pause(local(KABUL, 2026, 10, 4, 9, 0), None, "waiting for other agency")]
	three_days_later = due(received, Allowance(2, "days"), KABUL, open_pause, local(KABUL, 2026, 10, 7, 9, 0))
	assert three_days_later == local(KABUL, 2026, 10, 8, 9, 0)
	assert due(received, Allowance(2, "days"), KABUL, open_pause) == local(KABUL, 2026, 10, 5, 9, 0)


@given(clocks_with_pauses())
def test_nothing_is_due_before_it_began(clock):
	start, allowance, calendar, pauses = clock
	assert due(start, allowance, calendar, pauses) >= start


@given(clocks_with_pauses(), lengths, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_one_more_pause_never_makes_anything_due_earlier(clock, offset, length):
	start, allowance, calendar, pauses = clock
	one_more = [*pauses, Pause(start + offset, start + offset + length, "security access")]
	assert due(start, allowance, calendar, one_more) >= due(start, allowance, calendar, pauses)


@given(clocks_with_pauses())
def test_the_order_of_pauses_does_not_matter(clock):
	start, allowance, calendar, pauses = clock
	assert due(start, allowance, calendar, pauses) == due(start, allowance, calendar, pauses[::-1])


@given(moments, st.integers(0, 40), calendars, st.integers(0, 200))
def test_working_days_never_end_on_a_day_off(start, amount, calendar, paused_hours):
	pause = Pause(start, start + timedelta(hours=paused_hours), "unreachable")
	moment = due(start, Allowance(amount, "working_days"), calendar, [pause])
	assert calendar.is_working_day(moment.astimezone(ZoneInfo(calendar.timezone)).date())


@given(moments, st.integers(1, 40), calendars)
def test_working_days_take_exactly_as_many_working_days(start, amount, calendar):
	zone = ZoneInfo(calendar.timezone)
	moment = due(start, Allowance(amount, "working_days"), calendar)
	first, last = start.astimezone(zone).date(), moment.astimezone(zone).date()
	between = [first + timedelta(days=n) for n in range((last - first).days)]
	assert sum(map(calendar.is_working_day, between)) == amount


def test_the_stricter_of_level_and_urgency_counts():
	level = Allowances(Allowance(3, "days"), Allowance(15, "days"), None)
	urgency = Allowances(Allowance(24, "hours"), Allowance(20, "days"), None)
	received = local(KABUL, 2026, 10, 3, 9, 0)
	assert plan(received, level, urgency, KABUL) == {
		"acknowledge": local(KABUL, 2026, 10, 4, 9, 0),
		"first_answer": local(KABUL, 2026, 10, 18, 9, 0),
	}


def test_a_sensitive_level_decides_alone_where_it_promises():
	level = Allowances(None, None, Allowance(60, "days"))
	urgency = Allowances(Allowance(24, "hours"), None, Allowance(3, "days"))
	received = local(KABUL, 2026, 10, 3, 9, 0)
	moments = plan(received, level, urgency, KABUL, level_decides=True)
	assert moments["resolve"] == local(KABUL, 2026, 12, 2, 9, 0)
	assert moments["acknowledge"] == local(KABUL, 2026, 10, 4, 9, 0)


def test_every_clock_of_a_plan_feels_the_pauses():
	level = Allowances(Allowance(3, "days"), None, None)
	received = local(KABUL, 2026, 10, 3, 9, 0)
	pauses = [Pause(received, None, "unreachable")]
	moments = plan(received, level, level, KABUL, pauses=pauses, now=received + timedelta(days=1))
	assert moments == {"acknowledge": local(KABUL, 2026, 10, 7, 9, 0)}


@pytest.mark.parametrize(("year", "last_day"), [(2026, 28), (2027, 29)])
def test_aftercare_of_a_case_closed_on_new_years_eve_is_due_at_the_end_of_february(year, last_day):
	moments = after_closing(local(UTRECHT, year, 12, 31, 16, 0), UTRECHT)
	assert moments["aftercare"] == local(UTRECHT, year + 1, 2, last_day, 23, 59, 59)
	assert moments["satisfaction"] == local(UTRECHT, year + 1, 1, 7, 23, 59, 59)


def test_closing_late_in_the_evening_counts_from_the_local_day():
	closed = local(BOGOTA, 2026, 3, 31, 23, 0)
	assert after_closing(closed, BOGOTA)["aftercare"] == local(BOGOTA, 2026, 5, 31, 23, 59, 59)


@pytest.mark.parametrize(
	("done", "now", "expected"),
	[
		(15, 20, "done"),
		(16, 20, "done_late"),
		(None, 12, "on_track"),
		(None, 13, "warning"),
		(None, 15, "warning"),
		(None, 16, "breached"),
	],
)
def test_status_warns_two_days_before_and_breaches_after_the_due_moment(done, now, expected):
	first = datetime(2026, 10, 1, tzinfo=UTC)

	def day(number):
		return first + timedelta(days=number)

	assert status(day(15), done and day(done), day(now), timedelta(days=2)) == expected


def test_progress_runs_from_nothing_to_full_and_stays_there():
	start = datetime(2026, 10, 1, tzinfo=UTC)
	end = start + timedelta(days=10)
	shown = [progress(start, end, start + timedelta(days=day)) for day in (-1, 0, 5, 10, 11)]
	assert shown == [0.0, 0.0, 0.5, 1.0, 1.0]
	assert progress(start, start, start) == 1.0


def test_days_open_are_local_days():
	received = local(BOGOTA, 2026, 10, 1, 23, 30)
	assert days_open(received, local(BOGOTA, 2026, 10, 2, 0, 30), "America/Bogota") == 1
	assert days_open(received, local(BOGOTA, 2026, 10, 2, 0, 30), "UTC") == 0


def test_a_reopened_complaint_waits_again_but_its_days_open_run_from_the_first_receipt():
	received = local(KABUL, 2026, 5, 1, 9, 0)
	closed, reopened = local(KABUL, 2026, 5, 5, 9, 0), local(KABUL, 2026, 5, 20, 9, 0)
	was_closed = [Pause(closed, reopened, "closed")]
	assert due(received, Allowance(15, "days"), KABUL, was_closed) == local(KABUL, 2026, 5, 31, 9, 0)
	assert days_open(received, local(KABUL, 2026, 5, 30, 9, 0), "Asia/Kabul") == 29


@given(clocks_with_pauses(), st.integers(0, 60))
def test_pausing_moves_the_promise_but_never_the_fifteen_day_count(clock, days):
	start, _allowance, _calendar, pauses = clock
	promised = due(start, Allowance(15, "days"), KABUL, pauses)
	today = start + timedelta(days=days)
	assert days_open(start, promised, "Asia/Kabul") >= 15
	assert days_open(start, today, "Asia/Kabul") == days
