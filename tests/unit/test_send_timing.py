"""When a message may go: waiting times, windows, the hours at which nobody is woken, room on a line and for a number."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.send_timing import (
	LONGEST_WAIT,
	backoff,
	number_is_free_at,
	opens_again,
	quiet_until,
	room,
	soft_retry,
	window_is_open,
)

NOON = datetime(2026, 3, 2, 12, 0)
NIGHT = (time(21, 0), time(7, 0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31))
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@given(st.integers(1, 40), st.floats(0, 1))
def test_a_wait_is_spread_over_the_whole_span_and_never_too_long(attempts, chance):
	assert 0 <= backoff(attempts, chance) <= LONGEST_WAIT


def test_the_span_doubles_up_to_half_an_hour():
	assert [backoff(attempts, 1) for attempts in range(1, 10)] == [15, 30, 60, 120, 240, 480, 960, 1800, 1800]


@given(st.floats(0, 1))
def test_what_a_network_did_not_deliver_goes_once_more_in_half_an_hour_to_two(chance):
	assert 30 * 60 <= soft_retry(chance) <= 2 * 60 * 60


@pytest.mark.parametrize(
	("hours", "minutes", "is_open"), [(23, 50, True), (23, 56, False), (24, 10, False), (0, 0, True)]
)
def test_a_window_closes_five_minutes_early(hours, minutes, is_open):
	assert window_is_open(NOON, NOON + timedelta(hours=hours, minutes=minutes), 24) is is_open


def test_whoever_never_wrote_has_no_window_and_a_line_without_windows_is_always_open():
	assert not window_is_open(None, NOON, 24)
	assert window_is_open(None, NOON, 0)


@pytest.mark.parametrize(
	("hour", "end"),
	[
		(12, None),
		(21, datetime(2026, 3, 3, 7)),
		(23, datetime(2026, 3, 3, 7)),
		(3, datetime(2026, 3, 2, 7)),
		(7, None),
	],
)
def test_nobody_is_woken_at_night(hour, end):
	assert quiet_until(NOON.replace(hour=hour), *NIGHT) == end


def test_without_both_ends_there_are_no_quiet_hours():
	assert quiet_until(NOON, None, time(7)) is None
	assert quiet_until(NOON, time(7), time(7)) is None


@given(moments, times, times)
def test_when_quiet_hours_end_it_is_not_quiet(now, start, end):
	until = quiet_until(now, start, end)
	assert until is None or (
		now < until <= now + timedelta(days=1) and quiet_until(until, start, end) is None
	)


@given(moments, st.lists(st.tuples(times, times), min_size=1, max_size=3))
def test_the_hours_a_person_named_come_within_a_day(now, spans):
	opening = opens_again(now, spans)
	assert opening is None or (
		now < opening <= now + timedelta(days=1) and opens_again(opening, spans) is None
	)


def test_a_line_sends_a_minute_s_worth_and_a_slowed_one_less():
	assert room(1, 1, 0) == 60
	assert room(1, 1, 59) == 1
	assert room(1, 1, 200) == 0
	assert room(1, 4, 0) == 15
	assert room(0.001, 16, 0) == 1


@given(st.lists(st.integers(0, 3000), max_size=60), st.integers(0, 6), st.integers(0, 24))
def test_no_number_gets_more_than_its_limits(minutes_ago, per_hour, per_day):
	earlier = [NOON - timedelta(minutes=minutes) for minutes in minutes_ago]
	free = number_is_free_at(earlier, NOON, per_hour, per_day)
	in_hour = [moment for moment in earlier if moment > free - timedelta(hours=1)]
	in_day = [moment for moment in earlier if moment > free - timedelta(days=1)]
	assert free >= NOON
	assert not per_hour or len(in_hour) < per_hour
	assert not per_day or len(in_day) < per_day
