"""A complaint that begins with = opens as words, not as a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.spreadsheet_safety import safe_cell, safe_rows


@pytest.mark.parametrize(
	"words",
	[
		'=HYPERLINK("http://evil.example")',
		"+cmd|' /C calc'!A0",
		"-2+3+cmd|' /C calc'!A0",
		"@SUM(1+1)",
		"\t=1+1",
		"\r=1+1",
		"\n=1+1",
		"  =1+1",
		"\u00a0=1+1",
		"\u200b=1+1",
		"\ufeff=1+1",
		"\u200e\u202e=1+1",
		"\uff1d1+1",
		"\uff0b1+A1",
		"\uff0dA1",
		"\uff20SUM(1)",
		"\x00=1+1",
		"\x0b=1+1",
	],
)
def test_a_formula_becomes_words(words):
	assert safe_cell(words).startswith("'")


@pytest.mark.parametrize(
	"words", ["", "The pump is dry", "C-7F2K", "5 = 4 + 1", "+93 70 123 4567", "-3", "-", 7, None, 2.5]
)
def test_plain_words_and_numbers_stay(words):
	assert safe_cell(words) == (words if words != "-" else "'-")


@given(st.text(max_size=20))
def test_no_cell_begins_like_a_formula(text):
	safe = safe_cell(text)
	first = safe.lstrip()[:1]
	assert first not in ("=", "@")
	assert safe == "" or safe[0] not in "\t\r\n"


def test_every_cell_of_a_sheet_is_made_safe():
	assert safe_rows([["=1", 3], ["x", "@y"]]) == [["'=1", 3], ["x", "'@y"]]
