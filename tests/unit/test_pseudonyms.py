"""What a researcher works with points to nobody."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.pseudonyms import ANY, generalised, pseudonym, smallest_group

FIELDS = ("age_band", "sex", "area")


def rows():
	one = st.fixed_dictionaries(
		{
			"age_band": st.sampled_from(["0-4", "18-59", "60+"]),
			"sex": st.sampled_from(["FEMALE", "MALE", ""]),
			"area": st.sampled_from(["north", "south"]),
		}
	)
	return st.lists(one, max_size=40)


@given(rows(), st.integers(2, 7))
def test_everybody_in_the_file_looks_like_others_in_it(people, least):
	shown = generalised(people, FIELDS, least)
	assert not shown or smallest_group(shown, FIELDS) >= least


@given(rows())
def test_nothing_is_made_up(people):
	for row in generalised(people, FIELDS):
		assert any(all(row[field] in (ANY, person[field]) for field in FIELDS) for person in people)


def test_a_crowd_is_shown_as_it_is():
	people = [{"age_band": "18-59", "sex": "FEMALE", "area": "north"}] * 5
	assert generalised(people, FIELDS) == people


def test_the_only_old_man_of_a_village_gives_up_his_age_first():
	people = [{"age_band": "18-59", "sex": "MALE", "area": "north"}] * 5
	few = [
		{"age_band": band, "sex": "MALE", "area": "north"} for band in ("0-4", "5-11", "12-17", "60+", "60+")
	]
	shown = generalised(people + few, FIELDS)
	assert shown[-1] == {"age_band": ANY, "sex": "MALE", "area": "north"}


def test_who_is_alone_whatever_is_given_up_is_left_out():
	assert generalised([{"age_band": "60+", "sex": "MALE", "area": "north"}] * 4, FIELDS) == []


def test_two_studies_cannot_be_joined_by_their_numbers():
	one, other = (pseudonym(b"k" * 32, study, "C-7F2K9") for study in ("water", "cash"))
	assert one != other
	assert one == pseudonym(b"k" * 32, "water", "C-7F2K9")
	assert one != pseudonym(b"x" * 32, "water", "C-7F2K9")
