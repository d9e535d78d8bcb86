"""Opening hours leave as weekly schedules of Open Referral and come back as the same hours."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import hsds_hours as rules
from cfm_app.rules.opening_hours import DAYS, is_open, parse

TODAY = date(2026, 11, 22)
TIMES = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
SPANS = st.builds("{}-{} {}-{}".format, st.sampled_from(DAYS), st.sampled_from(DAYS), TIMES, TIMES)
HOURS = st.lists(SPANS, max_size=4).map("; ".join) | st.just("24/7")


@given(HOURS)
def test_hours_come_back_from_a_file_as_the_same_hours(text):
	assert rules.hours(rules.schedules(text), TODAY) == rules.canonical(text)


@given(HOURS, st.integers(0, 6), st.integers(0, 23), st.integers(0, 58))
def test_the_one_spelling_is_open_at_the_same_moments_and_stays_as_it_is(text, day, hour, minute):
	canonical = rules.canonical(text)
	assert rules.canonical(canonical) == canonical
	moment = datetime(2026, 11, 16 + day, hour, minute)
	assert is_open(parse(canonical), moment) == is_open(parse(text), moment)


def test_a_week_is_written_as_others_read_it():
	morning, saturday = rules.schedules("Sat 09:00-12:00; Mon-Fri 08:30-16:00")
	assert (morning["byday"], morning["opens_at"], morning["closes_at"]) == (
		"MO,TU,WE,TH,FR",
		"08:30",
		"16:00",
	)
	assert (saturday["freq"], saturday["byday"]) == ("WEEKLY", "SA")
	assert morning["description"] == "Mon-Fri 08:30-16:00; Sat 09:00-12:00"


def test_always_open_is_written_as_the_specification_recommends():
	(always,) = rules.schedules("24/7")
	assert (always["opens_at"], always["closes_at"]) == ("00:00", "23:59")
	assert rules.hours([always], TODAY) == "24/7"


@pytest.mark.parametrize(
	("given_hours", "meant"),
	[
		({"opens_at": "9:00", "closes_at": "17:30:00"}, "Mon 09:00-17:30"),
		({"opens_at": "09:00Z", "closes_at": "17:00+03:00"}, "Mon 09:00-17:00"),
		({"opens_at": "20:00", "closes_at": "24:00"}, "Mon 20:00-00:00"),
		(
			{"freq": None, "interval": 1, "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
			"Mon 09:00-17:00",
		),
	],
)
def test_other_ways_to_write_a_week_are_read(given_hours, meant):
	schedule = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00", **given_hours}
	assert rules.hours([schedule], TODAY) == meant


@pytest.mark.parametrize(
	"given_hours",
	[
		{"freq": "MONTHLY", "byday": "1MO"},
		{"interval": 2},
		{"byday": ""},
		{"byday": "MONDAY"},
		{"bymonthday": "1"},
		{"opens_at": None},
		{"opens_at": "25:00"},
		{"closes_at": "in the evening"},
		{"valid_to": "2026-01-31"},
		{"until": "2026-01-31"},
		{"valid_from": "2027-01-31"},
		{"valid_from": "soon"},
	],
)
def test_what_is_no_week_or_not_in_force_is_never_guessed(given_hours):
	schedule = {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00", **given_hours}
	with pytest.raises(rules.NotWeekly):
		rules.hours([schedule], TODAY)


@pytest.mark.parametrize(
	("opens", "told"), [("09:00Z", True), ("09:00+03:00", True), ("09:00-0500", True), ("09:00", False)]
)
def test_a_time_zone_is_noticed(opens, told):
	assert rules.has_offset({"opens_at": opens, "closes_at": "17:00"}) is told
