"""Places are numbered so that everything below a place starts with its path."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.area_paths import (
	MOST_CHILDREN,
	NoRoom,
	child_path,
	is_within,
	moved_path,
	path_and_above,
)


def children(parent, count):
	paths = []
	for _number in range(count):
		paths.append(child_path(parent, paths))
	return paths


def test_the_first_country_and_its_third_district():
	assert child_path("", []) == "01"
	assert child_path("01", ["0101", "0102"]) == "0103"
	assert child_path("", ["0Z"]) == "10"


def test_a_country_takes_1295_districts_and_not_one_more():
	paths = children("01", MOST_CHILDREN)
	assert len(set(paths)) == MOST_CHILDREN == 1295
	assert paths == sorted(paths)
	assert all(len(path) == 4 and is_within(path, "01") for path in paths)
	with pytest.raises(NoRoom):
		child_path("01", paths)


def test_a_full_numbering_gives_the_number_of_a_closed_district_again():
	paths = children("01", MOST_CHILDREN)
	assert child_path("01", [path for path in paths if path != "0105"]) == "0105"


def test_what_lies_above_a_place():
	assert path_and_above("010307") == ["01", "0103", "010307"]
	assert path_and_above("") == []


def test_a_neighbour_is_not_within():
	assert is_within("0103", "01")
	assert not is_within("0203", "01")
	assert not is_within("01", "0103")


@given(st.integers(0, 20), st.integers(0, 20))
def test_what_moves_along_keeps_its_place_below(old, new):
	old_top, new_top = children("", old + 1)[-1], children("", new + 1)[-1]
	assert moved_path(old_top + "0Z01", old_top, new_top) == new_top + "0Z01"
