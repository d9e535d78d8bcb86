"""How the cells of a directory file are read and written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import directory_rows as rules
from cfm_app.rules.directory_rows import Column, Refused

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60)


@given(WORDS)
def test_what_goes_out_as_text_comes_in_as_the_same(text):
	out = rules.as_cell(text)
	assert rules.is_same(text, rules.read(Column("title"), out, set()))


@given(st.floats(-180, 180).map(lambda value: round(value, 6)))
def test_a_position_comes_in_as_it_went_out(position):
	cell = rules.as_cell(position)
	assert rules.read(Column("latitude", rules.DECIMAL), cell, set()) == position


@pytest.mark.parametrize(
	("column", "cell", "reason"),
	[
		(Column("title", required=True), " ", rules.MISSING),
		(Column("title"), "=HYPERLINK(1)", rules.FORMULA),
		(Column("title"), ["x"], rules.FORMULA),
		(Column("title"), "x" * 141, rules.TOO_LONG),
		(Column("is_public", rules.YES_NO), "perhaps", rules.UNREADABLE),
		(Column("age_from", rules.NUMBER), "-3", rules.UNREADABLE),
		(Column("age_from", rules.NUMBER), "٣", rules.UNREADABLE),
		(Column("latitude", rules.DECIMAL), "nan", rules.UNREADABLE),
		(Column("latitude", rules.DECIMAL), "181", rules.UNREADABLE),
		(Column("starts_on", rules.DAY), "31/12/2026", rules.UNREADABLE),
		(Column("area", rules.CODE), "ATLANTIS", rules.UNKNOWN),
		(Column("catchment", rules.CODES), "HERE, ATLANTIS", rules.UNKNOWN),
		(Column("hours", rules.HOURS), "mornings", rules.UNREADABLE),
		(Column("public_email", rules.MAIL), "nobody", rules.UNREADABLE),
		(Column("public_email", rules.MAIL), "nouré@example.org", rules.UNREADABLE),
		(Column("public_email", rules.MAIL), "a@b.org, c@d.org", rules.UNREADABLE),
	],
)
def test_what_cannot_be_taken_says_why(column, cell, reason):
	with pytest.raises(Refused) as refused:
		rules.read(column, cell, {"HERE"})
	assert refused.value.code == reason


@pytest.mark.parametrize(
	("kind", "cell", "value"),
	[
		(rules.YES_NO, True, 1),
		(rules.YES_NO, "No", 0),
		(rules.NUMBER, 18.0, 18),
		(rules.TEXT, 5.0, "5"),
		(rules.CODES, "HERE,HERE ,", "HERE"),
		(rules.DAY, "2026-12-31", "2026-12-31"),
	],
)
def test_cells_as_a_spreadsheet_gives_them(kind, cell, value):
	assert rules.read(Column("x", kind), cell, {"HERE"}) == value


def test_two_spellings_are_one_entry():
	assert rules.fold("Işık  Merkezi", "LEGAL") == rules.fold("isik merkezi", "legal")
