"""What a step of a referral brings along is read strictly: a reason of ours, a real day, or nothing."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.referral_facts import choice, moment


def test_a_reason_is_one_of_those_that_are_offered():
	assert choice("other", ["", "other"]) == "other"
	assert choice("Amina, sister of Laleh", ["", "other"]) is None
	assert choice(None, ["", "other"]) is None


@pytest.mark.parametrize(
	("typed", "meant"),
	[
		("2031-01-02", datetime(2031, 1, 2)),
		("2031-01-02T09:30", datetime(2031, 1, 2, 9, 30)),
		(" 2031-01-02 09:30:00 ", datetime(2031, 1, 2, 9, 30)),
		("2031-01-02T09:30+03:00", datetime(2031, 1, 2, 9, 30)),
		(date(2031, 1, 2), datetime(2031, 1, 2)),
		(datetime(2031, 1, 2, 9, 30), datetime(2031, 1, 2, 9, 30)),
	],
)
def test_a_day_comes_from_a_browser_a_form_or_the_code(typed, meant):
	assert moment(typed) == meant


@pytest.mark.parametrize(
	"typed",
	["tomorrow", "1", "9999999-01-01", "2031-13-45", "0000-00-00", "2031-01-01'; drop", "", None, "٢٠٣١"],
)
def test_what_is_no_day_is_nothing(typed):
	assert moment(typed) is None


@given(st.text())
def test_no_text_breaks_it(typed):
	assert moment(typed) is None or isinstance(moment(typed), datetime)
