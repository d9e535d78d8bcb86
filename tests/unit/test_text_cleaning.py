"""What a stranger types or pastes is kept as she meant it, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.text_cleaning import clean_text, western_digits

any_text = st.text(st.characters(codec=None), max_size=80)
nasty_text = st.text(
	st.sampled_from("a\x00\r\n\x85\u2028\u202e\u2066\ud83d\ude00e\u0301\u0041\u030a م"), max_size=20
)


def test_an_honest_text_stays_as_it_is():
	honest = "لم أستلم السلة الغذائية 😔👩‍👧\n\tNo llegó la canasta. می‌خواهم"
	assert clean_text(honest).text == honest
	assert clean_text(honest).problems == ()


def test_control_characters_and_nul_bytes_go():
	cleaned = clean_text("the\x00 guard\x07 asked\x1b[31m for money\x7f")
	assert cleaned.text == "the guard asked[31m for money"
	assert cleaned.problems == ("control_characters",)


def test_every_line_end_becomes_a_newline():
	assert clean_text("one\r\ntwo\rthree\u2028four\x85five").text == "one\ntwo\nthree\nfour\nfive"


def test_an_override_cannot_turn_a_text_around():
	cleaned = clean_text("invoice\u202egpj.exe \u2066x\u2069")
	assert cleaned.text == "invoicegpj.exe x"
	assert cleaned.problems == ("direction_overrides",)


def test_half_an_emoji_goes_and_two_halves_become_whole():
	assert clean_text("a\ud83db").text == "ab"
	assert clean_text("a\ud83db").problems == ("broken_characters",)
	assert clean_text("\ud83d\ude00").text == "😀"


def test_composed_and_decomposed_letters_become_one():
	assert clean_text("Jose\u0301").text == "José"


def test_a_text_that_is_too_long_is_reported_and_never_cut():
	cleaned = clean_text("ش" * 100_001)
	assert cleaned.problems == ("too_long",)
	assert cleaned.length == 100_001
	assert clean_text("ش" * 100_000).problems == ()


@given(st.one_of(any_text, nasty_text))
def test_cleaning_twice_changes_nothing_and_the_result_can_be_stored(text):
	once = clean_text(text)
	assert clean_text(once.text) == type(once)(once.text, ())
	once.text.encode("utf-8")


def test_digits_of_every_keyboard_become_western():
	assert western_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ²") == "0123456789 0123456789 ²"


def test_thousands_of_marks_on_one_letter_are_not_put_into_order_for_minutes():
	cleaned = clean_text("a" + "\u0301\u0316" * 500_000 + " please help")
	assert cleaned.text.endswith(" please help")
	assert cleaned.length < 60
