"""The access rule, for any record and any person."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.access import (
	EXISTS,
	FULL,
	NONE,
	SUMMARY,
	Grant,
	RecordFacts,
	Viewer,
	depth,
	duties_on,
	identity_is_masked,
	may_reveal,
)

DUTIES = ("Intake", "Handle", "Respond", "Supervise", "Sensitive", "Analyse", "Audit")
PATHS = ("", "01", "0101", "0102", "02")
PROJECTS = ("", "water", "cash")
MARKS = ("amal", "bea", "carlos")


def people():
	return st.frozensets(st.sampled_from(MARKS), max_size=2)


def records():
	return st.builds(
		RecordFacts,
		level=st.integers(0, 6),
		project=st.sampled_from(PROJECTS),
		area_path=st.sampled_from(PATHS),
		is_contact=st.booleans(),
		team=people(),
		subjects=people(),
	)


def grants():
	return st.builds(
		Grant,
		duty=st.sampled_from(DUTIES),
		area_path=st.sampled_from(PATHS),
		project=st.sampled_from(PROJECTS),
		level_from=st.integers(0, 6),
		level_to=st.integers(0, 6),
	)


def viewers():
	return st.builds(
		Viewer,
		mark=st.sampled_from(MARKS),
		answers_for=people(),
		grants=st.lists(grants(), max_size=4).map(tuple),
	)


@given(records(), viewers())
def test_whom_it_is_about_and_her_line_see_nothing(facts, viewer):
	if facts.subjects & (viewer.answers_for | {viewer.mark}):
		assert depth(facts, viewer) == NONE
		assert duties_on(facts, viewer) == set()
		assert not may_reveal(facts, viewer)


@given(records(), viewers(), grants())
def test_one_more_grant_never_takes_sight_away(facts, viewer, grant):
	more = Viewer(viewer.mark, viewer.answers_for, (*viewer.grants, grant))
	assert depth(facts, more) >= depth(facts, viewer)


@given(records(), viewers())
def test_nobody_reads_level_five_and_six_without_being_named(facts, viewer):
	named = any(grant.duty == "Sensitive" for grant in viewer.grants)
	if facts.level >= 5 and not facts.is_contact and not named:
		assert depth(facts, viewer) <= EXISTS


@given(records(), viewers())
def test_outside_a_team_nobody_reads(facts, viewer):
	if facts.level >= 5 and not facts.is_contact and facts.team and viewer.mark not in facts.team:
		assert depth(facts, viewer) <= EXISTS


@given(records(), viewers())
def test_without_a_grant_there_is_nothing(facts, viewer):
	assert depth(facts, Viewer(viewer.mark, viewer.answers_for)) == NONE


@given(records(), viewers())
def test_only_who_reads_in_full_may_reveal(facts, viewer):
	if may_reveal(facts, viewer):
		assert depth(facts, viewer) == FULL


@given(records(), st.sampled_from(["Analyse", "Audit"]))
def test_who_counts_never_reads(facts, duty):
	viewer = Viewer("dina", grants=(Grant(duty, level_to=6),))
	assert depth(facts, viewer) <= SUMMARY


def test_a_place_is_covered_with_everything_below_it_and_nothing_beside_it():
	north = Viewer("dina", grants=(Grant("Handle", area_path="01"),))
	assert depth(RecordFacts(2, area_path="0102"), north) == FULL
	assert depth(RecordFacts(2, area_path="02"), north) == NONE
	assert depth(RecordFacts(2, area_path=""), north) == NONE


def test_identity_is_shown_for_help_and_masked_for_complaints():
	assert not identity_is_masked(2, {"Handle"})
	assert identity_is_masked(3, {"Handle"})
	assert identity_is_masked(1, {"Respond"})
