"""A 1 or a 2 is an answer, whoever's digits it is written in; everything else is for somebody to read."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import keywords
from cfm_app.rules.help_answers import CAME, LONGEST, NOT_COME, OPEN_FOR, is_open, meaning, offers_both

ASKED = datetime(2026, 11, 22, 8)


@pytest.mark.parametrize(
	"said", ["1", " 1 ", "1.", "(1)", "1!", "١", "۱", "\u200f١", "१", "１", "1️⃣", "#1", "\n1\n"]
)
def test_one_says_that_it_came(said):
	assert meaning(said) == CAME


@pytest.mark.parametrize("said", ["2", "2.", "٢", " ۲ ", "\u200f٢\u200f", "২", "2️⃣", "«2»", "-2-"])
def test_two_says_that_it_has_not_come(said):
	assert meaning(said) == NOT_COME


@pytest.mark.parametrize(
	"said",
	[
		"", "0", "3", "12", "1 2", "1/2", "½", "1.0", "2?", "٢؟", "¿1?", "yes", "نعم", "si", "1 gracias", "no 2",
		"the 2 men came back", "+1", "1=", "1" * 21, "2 " * 30, "👍", "1👍", "一", "II", "²²",
	],
)  # fmt: skip
def test_anything_else_is_for_somebody_to_read(said):
	assert meaning(said) == ""


@given(st.text(max_size=2 * LONGEST))
def test_whatever_is_written_it_is_an_answer_only_with_exactly_one_digit(said):
	if meaning(said):
		assert not any(letter.isalpha() for letter in said)


@pytest.mark.parametrize("said", ["1", "2", "١", "٢"])
def test_no_answer_is_a_keyword_and_no_keyword_an_answer(said):
	assert keywords.meaning(said) == ""
	spellings = (word for of in keywords.WORDS.values() for words in of.values() for word in words)
	assert not any(meaning(word) for word in spellings)


def test_it_is_taken_for_an_answer_for_a_week():
	assert is_open(ASKED, ASKED + OPEN_FOR)
	assert not is_open(ASKED, ASKED + OPEN_FOR + timedelta(seconds=1))
	assert not is_open(ASKED, ASKED - timedelta(seconds=1))


@pytest.mark.parametrize(
	"body, fits",
	[
		("Answer 1 for yes, 2 for no.", True),
		("أرسل ١ لنعم و٢ للا", True),
		("Answer 1 for yes.", False),
		("Call 12 or 21.", False),
	],
)
def test_words_that_ask_name_both_answers(body, fits):
	assert offers_both(body) is fits
