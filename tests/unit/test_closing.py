"""A complaint is closed when the person has her answer, or when it is on record why she could not have one."""

from dataclasses import replace

import pytest

from cfm_app.rules.closing import ClosingFacts, answer_needs_approval, close_blockers

ANSWERED = ClosingFacts(response_delivered=True, outcome="SOLVED")
UNREACHED = ClosingFacts(False, "UNREACH", could_not_respond_reason="phone switched off", attempts=3)


@pytest.mark.parametrize(
	"facts",
	[
		ANSWERED,
		UNREACHED,
		replace(ANSWERED, response_delivered=False, answer_required=False),
		replace(UNREACHED, attempts=1, attempts_needed=1),
	],
)
def test_nothing_stands_in_the_way_of_a_complaint_that_is_done(facts):
	assert close_blockers(facts) == []


@pytest.mark.parametrize(
	("facts", "blockers"),
	[
		(replace(ANSWERED, response_delivered=False), ["no_response"]),
		(replace(UNREACHED, could_not_respond_reason=""), ["no_response"]),
		(replace(UNREACHED, attempts=2), ["too_few_attempts"]),
		(replace(ANSWERED, outcome=None), ["no_outcome"]),
		(replace(ANSWERED, missing_sections=("facts",)), ["missing_sections"]),
		(replace(ANSWERED, open_questions=1), ["open_questions"]),
	],
)
def test_each_thing_left_undone_is_named(facts, blockers):
	assert close_blockers(facts) == blockers


def test_everything_left_undone_is_named_at_once():
	facts = ClosingFacts(False, "", missing_sections=("facts",), open_questions=2)
	assert close_blockers(facts) == ["no_response", "no_outcome", "missing_sections", "open_questions"]


@pytest.mark.parametrize(("level", "needed"), [(0, False), (2, False), (3, True), (6, True)])
def test_talking_points_are_approved_from_level_three(level, needed):
	assert answer_needs_approval(level) is needed
	assert answer_needs_approval(level, approval_from_level=0)
