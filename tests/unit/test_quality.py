"""Faulty records are found, every one of them, and a clean record is left in peace."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from cfm_app.rules.quality import (
	CodedFacts,
	RecordForQuality,
	likely_duplicates,
	problems,
	required_fields,
	score,
)

NOW = datetime(2026, 10, 10, 12, 0, tzinfo=timezone.utc)
RECEIVED = NOW - timedelta(days=3)
CLEAN = RecordForQuality(
	received_at=RECEIVED,
	level=3,
	floor=3,
	filled=frozenset({"feedback_type", "channel", "category", "area", "urgency", "project", "summary"}),
	occurred_at=RECEIVED - timedelta(days=1),
	summary="Food basket came late at the second distribution.",
	is_explained=True,
	has_next_action=True,
)


def test_a_clean_record_has_no_problem_and_full_score():
	assert problems(CLEAN, NOW) == []
	assert score([]) == 100


@pytest.mark.parametrize(
	("fault", "codes"),
	[
		({"received_at": NOW + timedelta(hours=1)}, ["received_in_future"]),
		({"closed_at": RECEIVED - timedelta(hours=1)}, ["closed_before_received"]),
		({"occurred_at": RECEIVED + timedelta(hours=1)}, ["occurred_after_received"]),
		({"level": None}, ["unclassified"]),
		({"filled": CLEAN.filled - {"category"}}, ["missing_category", "unclassified"]),
		({"filled": CLEAN.filled - {"project"}}, ["missing_project"]),
		({"summary": "Call her on +57 300 123 4567."}, ["summary_shows_identifier"]),
		({"is_explained": False}, ["not_explained"]),
		({"has_next_action": False}, ["no_next_action"]),
		({"level": 3, "floor": 5}, ["level_below_floor"]),
	],
)
def test_each_faulty_record_is_reported_for_exactly_its_fault(fault, codes):
	found = problems(replace(CLEAN, **fault), NOW)
	assert found == codes
	assert 0 <= score(found) < 100


@pytest.mark.parametrize(("hours", "expected"), [(48, []), (49, ["unclassified"])])
def test_a_new_contact_has_two_days_to_be_classified(hours, expected):
	fresh = replace(CLEAN, level=None, received_at=NOW - timedelta(hours=hours), occurred_at=None)
	assert problems(fresh, NOW) == expected


def test_a_closed_record_needs_no_next_action():
	assert problems(replace(CLEAN, closed_at=NOW, has_next_action=False), NOW) == []


def test_a_thank_you_needs_less_than_a_serious_complaint():
	thanks = replace(
		CLEAN, level=0, floor=None, filled=frozenset({"feedback_type", "channel"}), is_explained=True
	)
	assert [code for code in problems(thanks, NOW) if code.startswith("missing_")] == []
	assert (
		set(required_fields(0)) < set(required_fields(1)) < set(required_fields(3)) <= set(required_fields(6))
	)


def test_the_score_falls_with_every_problem_and_stops_at_nothing():
	assert score(["missing_area"]) == 90
	assert score(["missing_area", "received_in_future"]) == 65
	assert score(["unclassified"] * 9) == 0


ONE = CodedFacts(frozenset({"index-of-her-phone", "index-of-her-mail"}), "QUANT_LATE", "HAREM", RECEIVED)


def test_the_same_person_on_the_same_matter_within_two_weeks_is_likely_a_duplicate():
	later = replace(
		ONE, contact_indexes=frozenset({"index-of-her-phone"}), received_at=RECEIVED + timedelta(days=14)
	)
	assert likely_duplicates(ONE, later)
	assert likely_duplicates(later, ONE)


@pytest.mark.parametrize(
	"difference",
	[
		{"contact_indexes": frozenset({"index-of-another-phone"})},
		{"category": "QUANT_WRONG"},
		{"area": "SALQIN"},
		{"received_at": RECEIVED - timedelta(days=14, seconds=1)},
	],
)
def test_one_difference_makes_it_another_matter(difference):
	other = replace(ONE, **difference)
	assert not likely_duplicates(ONE, other)
	assert not likely_duplicates(other, ONE)


def test_anonymous_reports_are_never_taken_for_duplicates():
	anonymous = replace(ONE, contact_indexes=frozenset())
	assert not likely_duplicates(anonymous, anonymous)
