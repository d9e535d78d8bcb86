"""How long the story of a person is kept, and what keeps it longer."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.retention import (
	Record,
	RetentionClass,
	class_of,
	coarser_place,
	first_of_month,
	judge,
)

LOW = RetentionClass("Levels 0-2", False, 0, 2, 6, 24)
MIDDLE = RetentionClass("Levels 3-4", False, 3, 4, 12, 36)
HIGH = RetentionClass("Levels 5-6", False, 5, 6, 24, 84, "archive")
CALLS = RetentionClass("Contacts", True, 0, 6, 6, 24)
CLASSES = (LOW, MIDDLE, HIGH, CALLS)
CLOSED = date(2024, 1, 31)
WATER = Record(CLOSED, 2)


def on(day, record=WATER):
	verdict = judge(record, CLASSES, day)
	return verdict.stage or verdict.because


def test_the_name_goes_after_six_months_and_the_story_after_two_years():
	assert on(date(2024, 7, 30)) == "not yet"
	assert on(date(2024, 7, 31)) == "identity"
	assert on(date(2026, 1, 30), replace(WATER, done=frozenset({"identity"}))) == "not yet"
	assert on(date(2026, 1, 31), replace(WATER, done=frozenset({"identity"}))) == "record"
	assert on(date(2030, 1, 1), replace(WATER, done=frozenset({"identity", "record"}))) == "finished"


def test_a_record_that_was_forgotten_for_years_goes_at_once():
	assert on(date(2029, 1, 1)) == "record"


def test_a_hold_always_wins():
	assert on(date(2029, 1, 1), replace(WATER, on_hold=True)) == "hold"
	assert on(date(2024, 8, 1), replace(WATER, on_hold=True)) == "hold"


def test_a_hold_on_what_is_not_due_yet_changes_nothing():
	assert on(date(2024, 2, 1), replace(WATER, on_hold=True)) == "not yet"


def test_an_open_complaint_stays_however_old():
	assert on(date(2040, 1, 1), replace(WATER, closed_on=None)) == "open"


def test_levels_have_classes_of_their_own():
	assert [class_of(Record(CLOSED, level), CLASSES).name for level in (0, 3, 6)] == [
		"Levels 0-2",
		"Levels 3-4",
		"Levels 5-6",
	]
	assert class_of(Record(CLOSED, 0, is_contact=True), CLASSES) == CALLS
	assert judge(Record(CLOSED, 2), (HIGH,), date(2040, 1, 1)).because == "no rule"


def test_the_most_sensitive_are_sealed_away_and_that_is_the_end():
	seah = Record(CLOSED, 6)
	assert on(date(2031, 1, 31), seah) == "archive"
	assert on(date(2035, 1, 1), replace(seah, done=frozenset({"archive"}))) == "finished"
	assert on(date(2035, 1, 1), replace(seah, done=frozenset({"record"}))) == "finished"


def test_a_rule_for_a_type_comes_before_one_for_all():
	praise = RetentionClass("Thanks", False, 0, 6, 1, 2, feedback_type="POSITIVE", rank=90)
	assert class_of(Record(CLOSED, 0, feedback_type="POSITIVE"), (*CLASSES, praise)) == praise
	assert class_of(Record(CLOSED, 0, feedback_type="COMPL_PROG"), (*CLASSES, praise)) == LOW


def test_the_form_shows_both_days():
	verdict = judge(WATER, CLASSES, date(2024, 2, 1))
	assert (verdict.class_name, verdict.identity_on, verdict.record_on) == (
		"Levels 0-2",
		date(2024, 7, 31),
		date(2026, 1, 31),
	)


@pytest.mark.parametrize(("levels", "expected"), [(1, "01"), (2, "0103"), (3, "01030A"), (9, "01030A")])
def test_a_place_is_told_no_finer_than_wanted(levels, expected):
	assert coarser_place("01030A", levels) == expected


def test_a_day_becomes_its_month():
	assert first_of_month(date(2026, 2, 28)) == date(2026, 2, 1)


@given(
	st.dates(date(2024, 1, 1), date(2040, 1, 1)),
	st.integers(0, 6),
	st.sets(st.sampled_from(["identity", "record", "archive"])),
)
def test_nothing_is_ever_due_on_a_hold_or_while_open(day, level, done):
	record = Record(CLOSED, level, done=frozenset(done))
	assert judge(replace(record, on_hold=True), CLASSES, day).stage is None
	assert judge(replace(record, closed_on=None), CLASSES, day).stage is None


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(0, 6))
def test_what_was_done_is_not_done_again(day, level):
	first = judge(Record(CLOSED, level), CLASSES, day).stage
	again = judge(Record(CLOSED, level, done=frozenset({first or "identity"})), CLASSES, day).stage
	assert first is None or again != first
