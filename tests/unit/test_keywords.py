"""One word stops the messages, in her language and her spelling; a sentence with that word in it is heard out."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.keywords import HELP, MEANINGS, START, STOP, WORDS, is_english, language_of, meaning


def test_the_words_of_every_shipped_language():
	for words, wanted in (
		(
			"STOP stop. Stop توقف إيقاف الغاء إلغاء BAJA ALTO PARAR DUR DURDUR RET AFMELDEN ARRET Arrêt لغو",
			STOP,
		),
		("START ابدأ ALTA BAŞLA AANMELDEN", START),
		("HELP مساعدة AYUDA YARDIM HULP", HELP),
	):
		for word in words.split():
			assert meaning(word) == wanted, word


def test_turkish_capitals():
	for word in ("İPTAL", "iptal", "IPTAL", "İptal", "ıptal", "i\u0307ptal"):
		assert meaning(word) == STOP, word
	assert meaning("BASLA") == meaning("başla") == START
	assert meaning("YARDIM") == meaning("yardım") == meaning("yardim") == HELP


def test_arabic_as_it_is_typed():
	for word in (
		"توقـــف",
		"تَوَقَّفْ",
		"\u200fتوقف\u200f",
		"\u202bتوقف\u202c",
		"ﺗﻮﻗﻒ",
		"توقف؟",
		"ايقاف",
		"أيقاف",
	):
		assert meaning(word) == STOP, word
	assert meaning("مساعده") == HELP
	assert meaning("أبدأ") == START


def test_never_is_not_start():
	for word in ("أبدا", "أبداً", "ابداً", "ابدا"):
		assert meaning(word) == "", word


def test_blanks_and_punctuation_around_a_word_do_not_matter():
	for text in (
		" Stop ",
		"stop.",
		"STOP!!!",
		"«stop»",
		"\nstop\r\n",
		"ＳＴＯＰ",
		"S\u200cTOP",
		"Stop all",
		"opt-out",
	):
		assert meaning(text) == STOP, text


def test_a_message_with_more_than_the_word_is_a_message():
	for text in (
		"please stop the guard from taking our food",
		"STOP the guard",
		"stop 2",
		"stop 😢",
		"help me please",
		"توقف الحارس",
		"no",
		"yes",
		"1",
		"",
		"  ",
		"...",
		"🙏",
		"Help1234",
		"quit",
		"end",
	):
		assert meaning(text) == "", text


def test_no_word_means_two_things():
	spelled = {
		(kind, word) for kind, languages in WORDS.items() for words in languages.values() for word in words
	}
	assert {(kind, word) for kind, word in spelled if meaning(word) != kind} == set()
	assert len(MEANINGS) > 30


def test_the_language_of_the_word_is_known_where_only_one_has_it():
	assert language_of("BAJA") == "es"
	assert language_of("Afmelden.") == "nl"
	assert language_of("مساعدة") == "ar"
	assert (language_of("stop"), language_of("توقف"), language_of("bread")) == ("", "", "")


def test_only_english_is_answered_by_a_provider_that_was_not_taught():
	assert is_english("Stop.")
	assert not is_english("BAJA")


@given(st.text(st.characters(codec=None), max_size=30))
def test_nothing_makes_it_stumble(text):
	assert meaning(text) in ("", STOP, START, HELP)


@given(st.sampled_from(sorted(MEANINGS)), st.sampled_from(["", " ", ".", "!", "\u200f", "؟", "\n"]))
def test_a_word_keeps_its_meaning_whatever_stands_around_it(word, around):
	if word not in ("ابدا",):
		assert meaning(f"{around}{word}{around}") == MEANINGS[word]


@given(st.sampled_from(sorted(MEANINGS)), st.text("abcdefgو", min_size=1, max_size=8))
def test_a_further_word_makes_it_a_message(word, further):
	assert meaning(f"{word} {further}") in (
		"",
		*(kind for kind in {MEANINGS.get(f"{word} {further}")} if kind),
	)


def test_who_writes_more_than_a_word_and_its_noise_has_more_to_say():
	assert meaning("stop" + "!" * 20 + " \n" * 20) == STOP
	assert meaning("stop" + "\u0301\u0316" * 500_000) == ""
