"""A dossier is complete when it holds what its kind of case needs, no more and no less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.dossier import SECTIONS, completeness, missing, plan_gaps, required_sections


@pytest.mark.parametrize(
	("level", "feedback_type", "outcome", "expected"),
	[
		(0, "THANKS", None, ["intake"]),
		(1, "QUESTION", "ANSWERED", ["intake", "outcome"]),
		(3, "COMPL_PROG", "SOLVED", ["intake", "facts", "correspondence", "outcome"]),
		(2, "REQUEST", "REFERRED_OK", ["intake", "facts", "plan", "correspondence", "outcome"]),
		(5, "COMPL_CONDUCT", "SUBST", [section for section in SECTIONS if section != "aftercare"]),
		(4, "DISCRIM", "MEDIATED", list(SECTIONS)),
		(5, "COMPL_CONDUCT", "WITHDRAWN", ["intake", "correspondence", "outcome"]),
		(5, "COMPL_CONDUCT", "DUPLIC", ["intake", "outcome"]),
	],
)
def test_each_kind_of_case_needs_its_own_sections(level, feedback_type, outcome, expected):
	assert required_sections(level, feedback_type, outcome) == expected


@given(st.integers(0, 5), st.sampled_from(["QUESTION", "COMPL_PROG", "COMPL_CONDUCT", "DISCRIM"]))
def test_a_more_serious_case_never_needs_less(level, feedback_type):
	lighter = required_sections(level, feedback_type, None)
	assert set(lighter) <= set(required_sections(level + 1, feedback_type, None))


def test_the_missing_sections_are_listed_in_the_order_of_the_work():
	required = required_sections(4, "DISCRIM", None)
	present = {"facts", "plan", "outcome", "evaluation", "correspondence"}
	assert missing(required, present) == ["intake", "evidence", "other_party", "assessment", "aftercare"]


def test_closing_does_not_wait_for_the_aftercare_that_follows_it():
	required = required_sections(4, "DISCRIM", None)
	assert missing(required, set(SECTIONS) - {"aftercare", "evidence"}, closing=True) == ["evidence"]


def test_completeness_is_the_share_of_what_is_needed():
	assert completeness(["intake", "facts", "plan", "outcome"], {"intake", "aftercare"}) == 0.25
	assert completeness(["intake"], {"intake"}) == 1.0
	assert completeness([], set()) == 1.0


def test_a_plan_waits_for_the_question_behind_the_question():
	assert plan_gaps("Will I lose my house?", "legal advice", "may stay") == []
	assert plan_gaps("  ", "legal advice", "") == ["question_behind", "wanted_result"]
