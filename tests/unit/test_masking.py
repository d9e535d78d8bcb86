"""The copy of a story that may be shown more widely."""

import pytest

from cfm_app.rules.masking import MARK, masked

KNOWN = ["Amina Rahimi", "+93701234567", "أمينة رحيمي"]


@pytest.mark.parametrize(
	("words", "expected"),
	[
		("My name is Amina Rahimi and I wait.", f"My name is {MARK} and I wait."),
		("Ask for AMINA.", f"Ask for {MARK}."),
		("Mrs Rahimi's sister", f"Mrs {MARK}'s sister"),
		("Call 070 123 4567 tonight", f"Call {MARK} tonight"),
		("Call +93-70-123-45-67", f"Call {MARK}"),
		("اسمي أمينة رحيمي", f"اسمي {MARK}"),
		("رقمي ٠٧٠١٢٣٤٥٦٧", f"رقمي {MARK}"),
		("Write to amina.r@example.org or @amina_r", f"Write to {MARK} or {MARK}"),
		("See https://facebook.com/amina.rahimi", f"See {MARK}"),
	],
)
def test_what_names_a_person_goes(words, expected):
	assert masked(words, KNOWN) == expected


@pytest.mark.parametrize(
	"words",
	["The well has been dry for 14 days.", "In 2026 we got 3 of 12 kits.", "Laminating costs 250.", ""],
)
def test_the_rest_of_the_story_stays(words):
	assert masked(words, KNOWN) == words


def test_somebody_with_a_short_name_is_masked_as_a_whole_word_only():
	assert masked("Ali asked. Alimony was paid.", ["Ali"]) == f"{MARK} asked. Alimony was paid."
