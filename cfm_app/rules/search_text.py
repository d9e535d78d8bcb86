"""Brings text to the form in which two spellings of the same word are equal: for searching, never for showing."""

import re
import unicodedata

# Forms of one letter that people mix when they type: alef with and without hamza or madda, ya and alef maqsura
# and the Persian ya, ta marbuta and ha, the two kafs, hamza on its seats.
ARABIC_FORMS = str.maketrans(
	{
		"أ": "ا",
		"إ": "ا",
		"آ": "ا",
		"ٱ": "ا",
		"ى": "ي",
		"ی": "ي",
		"ئ": "ي",
		"ة": "ه",
		"ۀ": "ه",
		"ک": "ك",
		"ؤ": "و",
		"ـ": None,
	}
)
# Unicode does not take these apart into a letter and an accent.
LATIN_FORMS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
NOT_A_WORD = re.compile(r"[\W_]+")


def search_form(text: str) -> str:
	"""Return the text in small letters, without accents, vowel signs and punctuation, with digits as 0 to 9."""
	letters = unicodedata.normalize("NFKD", _before_accents_go(text)).casefold()
	bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
	plain = bare.translate(ARABIC_FORMS).translate(LATIN_FORMS)
	return NOT_A_WORD.sub(" ", _western_digits(plain)).strip()


def search_words(text: str) -> list[str]:
	"""Return the different words of the text in search form, in order of appearance."""
	return list(dict.fromkeys(search_form(text).split()))


def match_score(words: list[str], text: str) -> int:
	"""Return how well a text answers the words asked for: 2 for each whole word, 1 for the beginning of one, else 0."""
	found = search_form(text).split()
	return sum(_word_score(word, found) for word in words)


def _word_score(word: str, found: list[str]) -> int:
	if word in found:
		return 2
	return int(any(other.startswith(word) for other in found))


def _before_accents_go(text: str) -> str:
	# the hamza and madda letters must be joined, or NFKD leaves a mark where ARABIC_FORMS expects one letter
	return unicodedata.normalize("NFC", text).translate(ARABIC_FORMS)


def _western_digits(text: str) -> str:
	return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
