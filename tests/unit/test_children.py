"""A child's record is worked on when child and caregiver agree, or for a written reason."""

import pytest

from cfm_app.rules.children import has_contact_plan, is_about_child, missing_for_work

AGREED = {"child_assent": "given", "caregiver_consent": "given"}


@pytest.mark.parametrize(
	("age_band", "affected", "expected"),
	[
		("0-4", False, True),
		("12-17", False, True),
		("18-59", False, False),
		("60+", True, True),
		(None, False, False),
	],
)
def test_whom_the_rules_for_children_protect(age_band, affected, expected):
	assert is_about_child(age_band, affected) is expected


def test_child_and_caregiver_have_agreed():
	assert missing_for_work(AGREED) == []
	assert missing_for_work({}) == ["child_assent", "caregiver_consent"]
	assert missing_for_work({"child_assent": "given"}) == ["caregiver_consent"]


def test_a_small_child_is_not_asked():
	assert missing_for_work({"caregiver_consent": "given"}, "0-4") == []
	assert missing_for_work({}, "0-4") == ["caregiver_consent"]


@pytest.mark.parametrize("answer", ["refused", "not safe to ask", "no caregiver"])
def test_where_the_caregiver_cannot_agree_a_reason_is_written(answer):
	care = {**AGREED, "caregiver_consent": answer}
	assert missing_for_work(care) == ["best_interest"]
	assert missing_for_work({**care, "best_interest": "  "}) == ["best_interest"]
	assert missing_for_work({**care, "best_interest": "The caregiver is whom she accuses."}) == []


def test_a_child_that_refuses_is_not_overruled_without_a_reason():
	assert missing_for_work({**AGREED, "child_assent": "refused"}) == ["best_interest"]


def test_a_plan_for_calling_back_is_written_words():
	assert has_contact_plan({"contact_plan": "Call her aunt after five."})
	assert not has_contact_plan({"contact_plan": " "})
	assert not has_contact_plan({})
