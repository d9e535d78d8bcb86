"""Machines are slowed down; a camp behind one address is not locked out."""

import pytest

from cfm_app.rules.spam import Verdict, slow_down


def test_an_ordinary_submission_is_taken():
	assert slow_down(0, 0, False, 45.0) == Verdict("accept", "fine")
	assert slow_down(0, 0, False, None) == Verdict("accept", "fine")


@pytest.mark.parametrize(
	("same_source", "everywhere", "seconds", "code"),
	[(10, 10, 60.0, "busy_source"), (0, 200, 60.0, "flood"), (0, 0, 0.4, "filled_too_fast")],
)
def test_what_looks_odd_is_taken_and_marked_for_review(same_source, everywhere, seconds, code):
	assert slow_down(same_source, everywhere, False, seconds) == Verdict("hold", code)


def test_however_many_people_share_one_address_nobody_is_refused():
	assert slow_down(100_000, 100_000, False, 0.0).decision == "hold"


def test_a_site_may_set_its_own_measure():
	assert slow_down(10, 0, False, 60.0, hold_from_same_source=50).decision == "accept"


def test_only_a_filled_trap_is_refused():
	assert slow_down(0, 0, True, 60.0) == Verdict("refuse", "trap_filled")
