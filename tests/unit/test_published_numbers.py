"""What is counted for everybody's eyes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.published_numbers import (
	OTHER,
	QUESTIONS,
	VIEWS,
	Group,
	cells,
	column_of,
	days_of,
	half_year_of,
	is_settled,
	last_settled,
	tree,
)


def group(number=1, area="north", project="", kind="COMPL_PROG", category="CASH", confidential=False):
	return Group(area, project, kind, category, confidential, number)


def test_questions_and_views_are_kinds_and_complaints_are_what_they_are_about():
	assert column_of(group(kind="QUESTION")) == QUESTIONS
	assert column_of(group(kind="THANKS")) == VIEWS
	assert column_of(group(kind="APPEAL", category="CASH")) == "CASH"
	assert column_of(group(category="")) == OTHER


def test_nobody_sees_in_which_column_a_serious_complaint_would_stand():
	assert column_of(group(kind="COMPL_CONDUCT", category="SEAH", confidential=True)) == OTHER


@given(st.integers(0, 12), st.integers(0, 12))
def test_subtracting_what_one_may_list_never_leaves_a_small_number(open_ones, confidential):
	groups = [group(open_ones), group(confidential, confidential=True)]
	difference = sum(cells(groups, 5).values()) - open_ones
	assert difference == 0 or difference >= 5


def test_four_serious_complaints_of_two_projects_are_counted_in_neither():
	groups = [group(2, project="water", confidential=True), group(4, project="cash", confidential=True)]
	assert cells(groups, 5) == {}


def test_complaints_of_one_place_and_project_add_up():
	assert cells([group(2), group(3), group(1, project="cash")], 5) == {
		("north|*", "CASH"): 5,
		("north|cash", "CASH"): 1,
	}


def test_projects_add_up_to_their_place_and_places_to_the_place_above():
	assert tree({"all": None, "north": "all"}, ["north|cash"]) == {
		"all": None,
		"north": "all",
		"north|cash": "north",
	}


def test_half_years():
	assert [half_year_of(date(2026, 6, 30)), half_year_of(date(2026, 7, 1))] == ["2026-H1", "2026-H2"]
	assert days_of("2026-H2") == (date(2026, 7, 1), date(2026, 12, 31))
	for wrong in ("2026", "2026-H3", "x-H1", "", "2026-H1' or 1"):
		with pytest.raises(ValueError):
			days_of(wrong)


def test_a_half_year_is_counted_when_late_entries_are_in():
	assert not is_settled("2026-H1", date(2026, 7, 15))
	assert is_settled("2026-H1", date(2026, 7, 16))
	assert last_settled(date(2026, 7, 15)) == "2025-H2"
	assert last_settled(date(2026, 11, 22)) == "2026-H1"
	assert last_settled(date(2026, 1, 3)) == "2025-H1"
