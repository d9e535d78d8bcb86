"""Who may see a record is decided on the safe side, and is not loosened by one person alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.sensitivity import effective_level, may_change

levels = st.integers(0, 6)
floors = st.none() | levels


@pytest.mark.parametrize(
	("chosen", "category_floor", "type_floor", "expected"),
	[
		(None, None, None, 5),
		(None, 1, 1, 5),
		(None, 6, None, 6),
		(0, None, None, 0),
		(1, 5, None, 5),
		(3, 4, 2, 4),
		(2, None, 3, 3),
		(5, 4, 3, 5),
	],
)
def test_the_highest_of_choice_and_floors_counts_and_unclassified_is_five(
	chosen, category_floor, type_floor, expected
):
	assert effective_level(chosen, category_floor, type_floor, None) == expected


@pytest.mark.parametrize(("answer", "expected"), [("yes", 6), ("unknown", 6), ("no", 5), (None, 5)])
def test_sexual_violence_by_an_aid_worker_is_six_also_while_it_is_unknown(answer, expected):
	assert effective_level(5, 5, 3, answer) == expected


def test_an_aid_worker_in_a_fraud_does_not_make_it_sexual():
	assert effective_level(5, 5, 5, "yes", asks_about_aid_worker=False) == 5


@given(floors, floors, floors, st.sampled_from([None, "yes", "no", "unknown"]))
def test_no_level_ever_lies_below_its_floors(chosen, category_floor, type_floor, answer):
	assert effective_level(chosen, category_floor, type_floor, answer) >= max(
		category_floor or 0, type_floor or 0
	)


def test_anyone_may_raise():
	assert may_change(3, 5, None, False, False, "", False).code == "raised"
	assert may_change(3, 5, None, False, False, "", False).allowed


def test_the_holder_lowers_with_a_second_person_and_a_reason():
	verdict = may_change(5, 4, 4, True, True, "It was a delay, not a bribe.", False)
	assert (verdict.allowed, verdict.code) == (True, "lowered")


@pytest.mark.parametrize(
	("difference", "code"),
	[
		({"wanted": 3}, "below_floor"),
		({"holder": False}, "not_holder"),
		({"second_person": False}, "second_person_missing"),
		({"same_person": True}, "same_person"),
		({"reason": " \n"}, "reason_missing"),
		({"wanted": -1}, "unknown_level"),
		({"wanted": 7}, "unknown_level"),
	],
)
def test_lowering_fails_when_one_thing_is_missing(difference, code):
	asked = {
		"current": 5,
		"wanted": 4,
		"floor": 4,
		"holder": True,
		"second_person": True,
		"reason": "It was a delay, not a bribe.",
		"same_person": False,
	}
	verdict = may_change(**{**asked, **difference})
	assert (verdict.allowed, verdict.code) == (False, code)


def test_keeping_the_level_is_no_change():
	assert may_change(5, 5, 6, False, False, "", False).code == "unchanged"
