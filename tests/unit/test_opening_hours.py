"""When a service is open, read from the line that people write on their doors."""

from datetime import datetime

import pytest

from cfm_app.rules.opening_hours import is_open, next_opening, parse

MONDAY = datetime(2026, 11, 23)


def at(day, hour, minute=0):
	return MONDAY.replace(day=23 + day, hour=hour, minute=minute)


def test_working_days_and_a_short_saturday():
	hours = parse("Mon-Fri 08:30-16:00;  Sat 09:00-12:00")
	assert [is_open(hours, moment) for moment in (at(0, 8, 29), at(0, 8, 30), at(4, 15, 59), at(4, 16))] == [
		False,
		True,
		True,
		False,
	]
	assert (is_open(hours, at(5, 11)), is_open(hours, at(6, 11))) == (True, False)


def test_a_week_that_begins_on_saturday():
	hours = parse("Sat-Wed 08:00-15:00")
	assert [is_open(hours, at(day, 10)) for day in range(7)] == [True, True, True, False, False, True, True]


def test_a_night_line_passes_midnight():
	hours = parse("Fri 20:00-06:00")
	assert (is_open(hours, at(4, 23)), is_open(hours, at(5, 5, 59)), is_open(hours, at(5, 6))) == (
		True,
		True,
		False,
	)


def test_always_open_and_nobody_wrote_it_down():
	assert is_open(parse("24/7"), at(6, 3)) is True
	assert (parse(""), is_open((), at(0, 10)), next_opening((), at(0, 10))) == ((), None, None)


@pytest.mark.parametrize(
	"text", ["mornings", "Mon 8-16", "Mon-Fri 08:00-25:00", "Xyz 08:00-09:00", "Mon 08:00"]
)
def test_what_cannot_be_read_is_refused_not_guessed(text):
	with pytest.raises(ValueError):
		parse(text)


def test_when_it_opens_next():
	hours = parse("Mon-Fri 08:30-16:00")
	assert next_opening(hours, at(4, 17)) == datetime(2026, 11, 30, 8, 30)
	assert next_opening(hours, at(0, 7)) == at(0, 8, 30)
	assert next_opening(hours, at(0, 9)) is None
	assert next_opening(parse("Mon 08:00-09:00"), at(0, 10)) == datetime(2026, 11, 30, 8)
