"""Who stands too near to a complaint."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.conflict import line_of, needs_independence

LINE = {"director": {"head"}, "head": {"lead"}, "lead": {"worker", "driver"}}
people = st.sampled_from("abcde")
lines = st.dictionaries(people, st.frozensets(people, max_size=3))


def test_everybody_above_a_person_answers_for_her():
	assert line_of("director", LINE) == {"head", "lead", "worker", "driver"}
	assert line_of("lead", LINE) == {"worker", "driver"}
	assert line_of("worker", LINE) == set()


def test_an_organisation_may_keep_out_the_nearest_managers_only():
	assert "worker" in line_of("lead", LINE, 1)
	assert "worker" in line_of("head", LINE, 2)
	assert "worker" not in line_of("head", LINE, 1)
	assert "worker" not in line_of("director", LINE, 2)


@given(lines, people, st.integers(0, 4))
def test_a_line_that_runs_in_a_circle_ends_and_names_nobody_as_her_own_manager(reports, user, levels):
	below = line_of(user, reports, levels)
	assert user not in below
	assert below <= {report for found in reports.values() for report in found}


@given(lines, people, st.integers(1, 4))
def test_keeping_out_more_managers_never_lets_one_in(reports, user, levels):
	assert line_of(user, reports, levels) <= line_of(user, reports, levels + 1) <= line_of(user, reports)


@pytest.mark.parametrize(
	("level", "about_conduct", "asked_for", "fears", "expected"),
	[
		(3, True, None, False, False),
		(4, True, None, False, True),
		(4, False, None, False, False),
		(5, False, "", False, True),
		(1, False, "outside the project", False, True),
		(1, False, "kept from the project", False, True),
		(1, False, None, True, True),
	],
)
def test_when_the_people_of_the_project_are_kept_away(level, about_conduct, asked_for, fears, expected):
	assert needs_independence(level, about_conduct, asked_for, fears) is expected
