"""Machines are slowed down; a camp behind one address is not locked out."""

import pytest

from cfm_app.rules.spam import Verdict, may_take_files, slow_down


def test_an_ordinary_submission_is_taken():
	assert slow_down(0, 0, False, 45.0) == Verdict("accept", "fine")
	assert slow_down(0, 0, False, None) == Verdict("accept", "fine")


@pytest.mark.parametrize(
	("same_source", "everywhere", "seconds", "code"),
	[(10, 10, 60.0, "busy_source"), (0, 200, 60.0, "flood"), (0, 0, 0.4, "filled_too_fast")],
)
def test_what_looks_odd_is_taken_and_marked_for_review(same_source, everywhere, seconds, code):
	assert slow_down(same_source, everywhere, False, seconds) == Verdict("hold", code)


def test_a_whole_camp_behind_one_address_is_not_refused():
	assert slow_down(900, 900, False, 0.0).decision == "hold"


def test_a_site_may_set_its_own_measure():
	assert slow_down(10, 0, False, 60.0, hold_from_same_source=50).decision == "accept"


def test_a_filled_trap_is_refused():
	assert slow_down(0, 0, True, 60.0) == Verdict("refuse", "trap_filled")


@pytest.mark.parametrize(
	("same_source", "everywhere", "decision"),
	[(999, 19_999, "hold"), (1000, 1000, "refuse"), (0, 20_000, "refuse")],
)
def test_more_messages_than_anybody_can_read_are_refused(same_source, everywhere, decision):
	verdict = slow_down(same_source, everywhere, honeypot_filled=False, seconds_to_fill=60)
	assert verdict.decision == decision
	assert (verdict.code == "too_many") is (decision == "refuse")


@pytest.mark.parametrize(
	("same_source", "everywhere", "taken"),
	[(0, 0, True), (299.9, 2999.9, True), (300, 300, False), (0, 3000, False)],
)
def test_files_end_before_the_disk_is_full(same_source, everywhere, taken):
	assert may_take_files(same_source, everywhere) is taken
