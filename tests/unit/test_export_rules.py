"""What may leave as a file."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.export_rules import filters_in_code, new_password, verdict


@given(st.lists(st.integers(0, 6), min_size=1), st.integers(1, 5000))
def test_one_sensitive_record_keeps_the_whole_file_back(levels, most):
	found = verdict(levels, len(levels), most)
	assert (found == "sensitive") == (max(levels) >= 5)


def test_more_rows_than_one_person_may_take_need_a_second_one():
	assert verdict([0, 4], 500, 500) == "alone"
	assert verdict([0, 4], 501, 500) == "second person"


def test_nothing_is_not_exported():
	assert verdict([], 0, 500) == "empty"


def test_the_log_holds_codes_and_dates_but_no_typed_words():
	filters = [
		["Complaint", "area", "=", "SY.IDLIB"],
		["received_on", "between", ["2026-01-01", "2026-06-30"]],
		["Complaint", "forwarded_to", "like", "%Amina Rahimi%"],
	]
	words = filters_in_code(filters, {"area", "received_on"})
	assert words == "area = SY.IDLIB; received_on between 2026-01-01,2026-06-30; forwarded_to like …"


def test_long_filters_are_cut_to_what_the_log_holds():
	assert len(filters_in_code([["area", "in", ["SY"] * 99]], {"area"})) == 140


def test_a_password_can_be_read_out_and_never_comes_twice():
	passwords = {new_password(secrets.choice) for _each in range(200)}
	assert len(passwords) == 200
	assert all(len(password) == 24 and not set(password) & set("01OIL ") for password in passwords)
