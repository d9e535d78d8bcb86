"""Who gets a message that goes to many, and what of its numbers may be seen."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.broadcasts import (
	MOST_A_MINUTE,
	OUTCOMES,
	PEOPLE,
	STEPS,
	Audience,
	Candidate,
	Contact,
	chosen,
	fingerprint,
	following,
	needs_second_person,
	pace,
	possible_steps,
	shown,
	shown_outcomes,
	shown_parts,
	singles_out,
)

NORTH, SOUTH, EVERYWHERE = "0101", "0102", Audience()
AMINA = Candidate("amina", "ar", Contact(0, NORTH, "WATER", date(2026, 5, 1)))


def names(candidates, audience=EVERYWHERE, **more):
	return [each.contact_point for each in chosen(candidates, audience, **more)[0]]


def known_from(*levels, path=NORTH, **more):
	return replace(AMINA, records=tuple(Contact(level, path, **more) for level in levels))


def test_who_is_known_from_serious_matters_alone_gets_nothing():
	assert names([known_from(4)]) == []
	assert names([known_from(5, 6)]) == []
	assert names([known_from(5, 1)]) == ["amina"]
	assert names([known_from(3)]) == ["amina"]
	assert names([known_from(3)], never_from=3) == []


def test_a_place_never_finds_somebody_by_her_serious_complaint():
	"""She asked about water in the north and complained of abuse in the south."""
	amina = replace(AMINA, records=(Contact(1, NORTH), Contact(5, SOUTH)))
	assert names([amina], Audience(area_path=NORTH)) == ["amina"]
	assert names([amina], Audience(area_path=SOUTH)) == []


def test_nor_does_a_project_or_a_day():
	amina = replace(
		AMINA,
		records=(
			Contact(1, project="WATER", on=date(2026, 1, 1)),
			Contact(6, project="CASH", on=date(2026, 9, 1)),
		),
	)
	assert names([amina], Audience(project="CASH")) == []
	assert names([amina], Audience(written_since=date(2026, 6, 1))) == []
	assert names([amina], Audience(project="WATER", written_since=date(2026, 1, 1))) == ["amina"]


def test_who_only_subscribed_is_where_she_subscribed():
	assert names([AMINA], Audience(area_path="01")) == ["amina"]
	assert names([AMINA], Audience(area_path=SOUTH)) == []
	assert names([AMINA], Audience(project="WATER", written_since=date(2026, 5, 1))) == ["amina"]
	assert names([AMINA], Audience(written_since=date(2026, 5, 2))) == []


def test_agreeing_in_the_north_does_not_make_a_serious_complaint_an_ordinary_contact():
	assert names([known_from(5, path=SOUTH)], Audience(area_path=NORTH)) == []


def test_each_gets_it_once_and_those_held_back_are_counted_by_why():
	stopped, gone = replace(AMINA, contact_point="b", hindrance="stopped"), replace(AMINA, contact_point="c")
	people = [AMINA, AMINA, stopped, stopped, replace(gone, hindrance="unreachable")]
	assert chosen(people, EVERYWHERE) == ([AMINA], Counter(stopped=1, unreachable=1))


def test_nobody_counts_those_who_are_known_from_serious_matters_alone():
	hidden = replace(known_from(6), hindrance="stopped")
	assert chosen([hidden], EVERYWHERE) == ([], Counter())


def test_only_one_language():
	assert names([AMINA, replace(AMINA, contact_point="b", language="nl")], Audience(language="nl")) == ["b"]


@given(
	st.lists(
		st.builds(Contact, st.integers(0, 6), st.sampled_from([NORTH, SOUTH]), st.sampled_from(["", "CASH"]))
	),
	st.sampled_from(["", NORTH, SOUTH]),
	st.sampled_from(["", "CASH"]),
)
def test_serious_records_change_nothing_for_who_has_ordinary_ones(records, path, project):
	audience = Audience(area_path=path, project=project)
	ordinary = [record for record in records if record.level < 4]
	all_of_them = replace(AMINA, records=tuple(records))
	if ordinary:
		assert names([all_of_them], audience) == names([replace(AMINA, records=tuple(ordinary))], audience)
	elif records:
		assert names([all_of_them], audience) == []


def test_steps():
	assert following("Draft", "ask") == "Asked"
	assert following("Draft", "approve") == ""
	assert following("Done", "cancel") == ""
	assert possible_steps("Asked") == {"approve", "send_back", "cancel"}
	assert possible_steps("Done") == possible_steps("Cancelled") == set()


def test_nothing_runs_that_was_not_approved():
	into_running = {state for step in STEPS for state, after in STEPS[step].items() if after == "Running"}
	assert into_running == {"Approved", "Paused"}
	assert {state for step in STEPS for state, after in STEPS[step].items() if after == "Paused"} == {
		"Approved",
		"Running",
	}


@pytest.mark.parametrize(
	"cost, price, limit, needed",
	[(5, 0.05, 0, True), (5, 0.05, 10, False), (11, 0.05, 10, True), (0, 0, 10, True), (10, 0.05, 10, False)],
)
def test_who_has_to_approve(cost, price, limit, needed):
	assert needs_second_person(cost, price, limit) is needed


def test_the_pace_has_bounds():
	assert [pace(each) for each in (None, 0, -3, 30, 10**6)] == [1, 1, 1, 30, MOST_A_MINUTE]


def test_a_fingerprint_changes_with_plan_words_and_people_but_not_with_their_order():
	plan, words, people = {"area": "N", "start_on": None}, {"ar": "…"}, [("a", "ar"), ("b", "nl")]
	known = fingerprint(plan, words, people)
	assert fingerprint(plan, words, people[::-1]) == known
	changed = (
		({**plan, "area": "S"}, words, people),
		(plan, {"ar": "…!"}, people),
		(plan, words, people[:1]),
		(plan, words, [("a", "nl"), ("b", "nl")]),
	)
	assert known not in {fingerprint(*each) for each in changed}


def test_a_small_number_is_neither_shown_nor_left_over():
	"""With 97 of 100 delivered, the three that failed would be the rest."""
	words = shown_outcomes({"delivered": 97, "failed": 3}, 5)
	assert words["failed"] == "<5"
	assert not (words[PEOPLE].isdigit() and words["delivered"].isdigit())


def test_large_numbers_are_shown():
	words = shown_outcomes({"delivered": 90, "failed": 10}, 5)
	assert words == {
		"waiting": "0",
		"sent": "0",
		"delivered": "90",
		"failed": "10",
		"blocked": "0",
		PEOPLE: "100",
	}


@given(st.fixed_dictionaries({outcome: st.integers(0, 30) for outcome in OUTCOMES}))
def test_no_small_number_is_ever_the_only_one_hidden(counts):
	words = shown_outcomes(counts, 5)
	hidden = [row for row, text in words.items() if not text.isdigit()]
	assert len(hidden) != 1
	assert all(words[outcome] != str(number) for outcome, number in counts.items() if 0 < number < 5)


def test_a_number_alone():
	assert [shown(number, 5) for number in (0, 1, 4, 5)] == ["0", "<5", "<5", "5"]


def test_parts_are_exact_unless_they_tell_how_few_speak_a_language():
	assert shown_parts({"ar": [1] * 90, "en": [2] * 10}, 5) == 110
	assert shown_parts({"ar": [1] * 90, "en": [2] * 3}, 5) == 100
	assert shown_parts({}, 5) == 0


@given(
	people=st.integers(0, 20),
	threshold=st.integers(3, 10),
	narrow=st.sampled_from(
		[
			{"area_path": "TR"},
			{"project": "WATER"},
			{"language": "ar"},
			{"written_since": date(2026, 1, 1)},
			{},
		]
	),
)
def test_no_choice_reaches_fewer_people_than_may_be_counted(people, threshold, narrow):
	assert singles_out(people, Audience(**narrow), threshold) is bool(narrow and people < threshold)
