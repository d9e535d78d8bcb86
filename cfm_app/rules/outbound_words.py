"""Decides whether the words of a message may leave: whoever holds the phone may read them (messaging 2.11)."""

import unicodedata
from collections.abc import Iterable

from cfm_app.rules.search_text import search_form

SHARED_WORDS, CATEGORY_WORD, FORBIDDEN_WORD = "shared_words", "category_word", "forbidden_word"
RUN = 4

# Beginnings of words, and whole phrases, that tell a stranger what a message is about. An administrator adds others.
FORBIDDEN = (
	# English, and what several languages share
	*("complain", "grievance", "accus", "alleg", "abus", "exploit", "harass", "molest", "assault", "rape"),
	*("sexual", "violen", "fraud", "corrupt", "bribe", "misconduct", "survivor", "victim", "perpetrator"),
	*("whistleblow", "psea", "gbv", "investigat", "safeguarding", "theft", "traffick"),
	# Spanish
	*("queja", "quejar", "denunci", "acoso", "acosa", "explotacion", "violacion", "soborno", "maltrat"),
	*("victima", "investigacion", "sobreviviente", "acusacion", "robo"),
	# Arabic; without article and the small words that are written onto it
	*("شكوي", "شكاو", "شكوا", "شكايه", "اعتداء", "تحرش", "استغلال", "اغتصاب", "عنف", "احتيال", "فساد"),
	*("رشوه", "اساءه", "انتهاك", "ضحيه", "ناجيه", "تحقيق", "بلاغ"),
	# Dutch
	*("klacht", "klager", "misbruik", "geweld", "intimidatie", "uitbuiting", "verkracht", "aanrand"),
	*("seksue", "omkop", "slachtoffer", "aangifte", "diefstal", "wangedrag"),
	# Turkish, French, Persian
	*("sikayet", "istismar", "taciz", "siddet", "tecavuz", "yolsuzluk", "rusvet"),
	*("plainte", "harcel", "viol", "agress", "denonc"),
	*("شكايت", "ازار", "تجاوز", "خشونت", "سوء استفاده"),
)
# Letters that stand for "and", "in", "to", "as" and "the" at the beginning of an Arabic word, longest first.
WRITTEN_ONTO = ("وبال", "ولل", "وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")
SHORTEST_WORD = 3
# Cyrillic and Greek letters that look like Latin ones, and letters that nobody sees.
LOOK_ALIKE = str.maketrans(
	"авекмнорстухіјѕԁһӏԛԝαειικνορτυχ",
	"abekmhopctyxijsdhlqwaeiikvoptux",
	"\u115f\u1160\u3164\uffa0",
)


def verdict(
	body: str, told: Iterable[str] = (), categories: Iterable[str] = (), forbidden: Iterable[str] = ()
) -> str:
	"""Return "" when these words may leave, else the code of the first thing that stands against it.

	`told`: texts of the record the message belongs to; `categories`: their titles in every language; `forbidden`:
	beginnings of words that the site adds. Codes: shared_words, category_word, forbidden_word.
	"""
	if shares_words(body, told):
		return SHARED_WORDS
	if any(category_words(body, categories)):
		return CATEGORY_WORD
	return FORBIDDEN_WORD if any(forbidden_words(body, forbidden)) else ""


def shares_words(body: str, told: Iterable[str]) -> bool:
	"""Tell whether four words in a row of a text stand in the message, however they are spelled."""
	said = _runs(body) | _runs(_undisguised(body))
	return bool(said) and any(said & _runs(text) for text in told)


def category_words(body: str, titles: Iterable[str]) -> list[str]:
	"""Return the titles that stand in the message as whole words."""
	readings = _readings(body)
	return [title for title in titles if _stands_in(search_form(title), readings, " ")]


def forbidden_words(body: str, more: Iterable[str] = ()) -> list[str]:
	"""Return the beginnings of words that must not leave and stand in the message, ours and those of the site."""
	readings = _readings(body)
	return [word for word in (*FORBIDDEN, *more) if _stands_in(search_form(word), readings, "")]


def _stands_in(folded: str, readings: tuple[str, ...], end: str) -> bool:
	return bool(folded) and any(f" {folded}{end}" in reading for reading in readings)


def _readings(body: str) -> tuple[str, ...]:
	"""The message in search form, as it is and without what Arabic writes onto its words; blanks at both ends.

	Both again as the eye reads it: a reviewer sees neither a gap of no width nor a letter of another alphabet.
	"""
	readings = [search_form(text).split() for text in (body, _undisguised(body))]
	readings += [[_bare(word) for word in words] for words in readings]
	return tuple(dict.fromkeys(f" {' '.join(reading)} " for reading in readings))


def _undisguised(body: str) -> str:
	letters = unicodedata.normalize("NFKC", body).casefold().translate(LOOK_ALIKE)
	return "".join(letter for letter in letters if not _is_unseen(letter))


def _is_unseen(letter: str) -> bool:
	# marks that stand on no letter of their own, such as variation selectors and the joiner of graphemes
	kind = unicodedata.category(letter)
	return kind == "Cf" or (kind == "Mn" and not unicodedata.combining(letter))


def _bare(word: str) -> str:
	for written_onto in WRITTEN_ONTO:
		if word.startswith(written_onto) and len(word) - len(written_onto) >= SHORTEST_WORD:
			return word.removeprefix(written_onto)
	return word


def _runs(text: str) -> set[tuple[str, ...]]:
	words = search_form(text).split()
	return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
