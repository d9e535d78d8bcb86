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
	has_narrowed,
	identity_is_masked,
	may_hear,
	may_reveal,
)

DUTIES = ("Intake", "Handle", "Respond", "Supervise", "Sensitive", "Analyse", "Audit", "Investigate")
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
		is_investigation=st.booleans(),
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
	if facts.level >= 5 and not facts.is_contact and not facts.is_investigation and not named:
		assert depth(facts, viewer) <= EXISTS


@given(records(), viewers())
def test_outside_a_team_nobody_reads(facts, viewer):
	if facts.level >= 5 and not facts.is_contact and facts.team and viewer.mark not in facts.team:
		assert depth(facts, viewer) <= EXISTS


@given(records(), viewers())
def test_an_investigation_is_open_to_its_team_and_not_even_known_to_anybody_else(facts, viewer):
	if facts.is_investigation and viewer.mark not in facts.team:
		assert depth(facts, viewer) == NONE
		assert not may_hear(facts, viewer)


@given(records(), viewers())
def test_an_investigation_needs_its_own_duty_besides_the_team(facts, viewer):
	duties = {grant.duty for grant in viewer.grants}
	if facts.is_investigation and not duties & {"Investigate", "Sensitive"}:
		assert depth(facts, viewer) == NONE


@given(records(), viewers())
def test_who_hears_of_a_sensitive_record_reads_it_and_nobody_hears_of_her_own(facts, viewer):
	if may_hear(facts, viewer):
		assert not facts.subjects & (viewer.answers_for | {viewer.mark})
		if facts.level >= 5:
			assert depth(facts, viewer) == FULL


@given(records(), viewers())
def test_a_contact_about_an_aid_worker_is_read_by_named_people_only(facts, viewer):
	named = any(grant.duty == "Sensitive" for grant in viewer.grants)
	if facts.is_contact and facts.level >= 5 and not facts.is_investigation and not named:
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


def test_a_record_narrows_by_becoming_sensitive_by_a_subject_or_by_a_team_and_by_nothing_else():
	open_to_many = RecordFacts(2, subjects=frozenset({"amal"}))
	assert has_narrowed(open_to_many, RecordFacts(5, subjects=frozenset({"amal"})))
	assert has_narrowed(open_to_many, RecordFacts(2, subjects=frozenset({"amal", "bea"})))
	assert has_narrowed(RecordFacts(5), RecordFacts(5, team=frozenset({"carlos"})))
	assert not has_narrowed(open_to_many, RecordFacts(4, subjects=frozenset({"amal"})))
	assert not has_narrowed(RecordFacts(6), RecordFacts(5))
	assert not has_narrowed(
		RecordFacts(5, team=frozenset({"bea"})), RecordFacts(5, team=frozenset({"bea", "carlos"}))
	)
