"""People type the same question in many spellings; the answer must be found all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.search_text import match_score, search_form, search_words


@pytest.mark.parametrize(
	("typed", "written"),
	[
		("CUANDO llega la inscripcion", "¿Cuándo llega la inscripción?"),
		("ano", "año"),
		("kayit nerede", "KAYIT NEREDE"),
		("kayıt", "kayit"),
		("İstanbul", "istanbul"),
		("اين التسجيل", "أَيْنَ التَّسْجيل؟"),
		("الى المدرسه", "إلى المدرسة"),
		("مستشفي", "مستشفى"),
		("مســـاعدة", "مساعدة"),
		("مسؤول", "مسوول"),
		("کمک", "كمك"),
		("الان", "الآن"),
		("١٥ يوم", "15 يوم"),
		("PIN-code", "pin code"),
		("STRASSE", "Straße"),
	],
)
def test_spellings_of_the_same_words_are_equal(typed, written):
	assert search_form(typed) == search_form(written)


def test_different_words_stay_different():
	assert search_form("حليب") != search_form("حلب")
	assert search_form("papa") != search_form("pipa")


def test_each_word_of_a_question_is_looked_for_once():
	assert search_words("Cash, cash and CASH!") == ["cash", "and"]
	assert search_words("؟!…") == []


def test_a_whole_word_counts_more_than_a_beginning_and_a_stranger_counts_nothing():
	assert match_score(["regist"], "How to register") == 1
	assert match_score(["register"], "How to register") == 2
	assert match_score(["egister"], "How to register") == 0


@given(st.text())
def test_the_search_form_of_a_search_form_is_itself(text):
	assert search_form(search_form(text)) == search_form(text)
