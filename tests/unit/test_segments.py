"""What a text message costs is known before it is sent, and one curly quote is found before it doubles the price."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.segments import GSM, UCS2, Segments, count, gsm_spelling, offending

LETTER, ARABIC, EMOJI = "a", "ب", "🙏"
ANYTHING = st.text(st.one_of(st.sampled_from("aé€[İş’ب🙏\n"), st.characters()))


@pytest.mark.parametrize(
	("text", "parts"),
	[
		(LETTER * 160, 1),
		(LETTER * 161, 2),
		(LETTER * 158 + "€", 1),
		(LETTER * 159 + "€", 2),
		(LETTER * 306, 2),
		(LETTER * 307, 3),
	],
)
def test_plain_letters_are_cut_as_carriers_cut_them(text, parts):
	assert (count(text).parts, count(text).encoding) == (parts, GSM)


@pytest.mark.parametrize(
	("text", "parts"),
	[(ARABIC * 70, 1), (ARABIC * 71, 2), (ARABIC * 134, 2), (ARABIC * 135, 3)],
)
def test_arabic_has_seventy_to_a_part(text, parts):
	assert (count(text).parts, count(text).encoding) == (parts, UCS2)


def test_an_emoji_at_the_seam_is_not_cut_in_two():
	assert count(LETTER * 66 + EMOJI + LETTER * 10) == Segments(2, UCS2, 78, 67)
	fits_only_cut = LETTER * 66 + EMOJI + LETTER * 66
	assert count(fits_only_cut).units == 134
	assert count(fits_only_cut).parts == 3


def test_an_escaped_character_at_the_seam_is_not_cut_in_two():
	text = LETTER * 152 + "€" + LETTER * 152
	assert count(text) == Segments(3, GSM, 306, 153)


def test_nothing_costs_nothing():
	assert count("") == Segments(0, GSM, 0, 160)


def test_one_turkish_letter_or_curly_quote_is_named():
	assert offending("İyi günler, İstanbul’dan") == ("İ", "’")
	assert offending("¿Recibió respuesta? ÑÜ [si] 5 €") == ("ó",)
	assert offending("Your reference is {CFM-7K2}\n") == ()


def test_the_plainer_spelling_fits_one_part_again():
	written = "Mesajınızı aldık: “İşlem” sürüyor…" + LETTER * 60
	spelled = gsm_spelling(written)
	assert spelled == 'Mesajinizi aldik: "Islem" sürüyor...' + LETTER * 60
	assert (count(written).parts, count(spelled).parts) == (2, 1)


def test_letters_without_a_plainer_spelling_stay():
	assert gsm_spelling("مرحبا 🙏 é e\u0301") == "مرحبا 🙏 é é"


@given(ANYTHING)
def test_every_character_finds_a_place(text):
	told = count(text)
	assert told.units <= told.parts * told.units_per_part
	assert told.units > (told.parts - 2) * (told.units_per_part - 1)
	assert (told.encoding == UCS2) == bool(offending(text))


@given(ANYTHING)
def test_the_plainer_spelling_brings_no_new_trouble(text):
	spelled = gsm_spelling(text)
	assert set(offending(spelled)) <= set(offending(normalize("NFC", text)))
	assert gsm_spelling(spelled) == spelled


@given(st.text())
def test_units_are_those_of_the_code_that_goes_over_the_air(text):
	if count(text).encoding == UCS2:
		assert count(text).units == len(text.encode("utf-16-le", "surrogatepass")) // 2
