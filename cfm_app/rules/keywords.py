"""Tells whether a whole message is one of the few words that stop messages, start them again, or ask for help."""

import unicodedata

from cfm_app.rules.search_text import search_form

STOP, START, HELP = "stop", "start", "help"
# with room for blanks, marks and exclamation marks; whoever writes more has more to say
LONGEST = 200

# As people write them, small or capital, with or without accents. YES, NO and numbers are never among them: they
# answer questions.
WORDS = {
	STOP: {
		"en": ("stop", "stop all", "stopall", "unsubscribe", "opt out", "optout"),
		"ar": ("توقف", "إيقاف", "أوقف", "الغاء", "إلغاء"),
		"es": ("baja", "alto", "parar"),
		"tr": ("dur", "durdur", "ret", "iptal"),
		"nl": ("stop", "afmelden"),
		"fr": ("arrêt", "arrêter"),
		"fa": ("توقف", "لغو"),
	},
	START: {
		"en": ("start",),
		"ar": ("ابدأ",),
		"es": ("alta",),
		"tr": ("başla",),
		"nl": ("aanmelden",),
		"fr": ("démarrer",),
		"fa": ("شروع",),
	},
	HELP: {
		"en": ("help",),
		"ar": ("مساعدة",),
		"es": ("ayuda",),
		"tr": ("yardım",),
		"nl": ("hulp",),
		"fr": ("aide",),
		"fa": ("راهنما",),
	},
}
# In search form the Arabic for "never" is the one for "start". Who says never is not signed up again.
NEVER = {"ابدا", "أبدا"}


def meaning(text: str) -> str:
	"""Return STOP, START or HELP when the whole message is one of these words, "" for every other message.

	Punctuation, direction marks, vowel signs and the case of letters do not matter; a further word does: "please stop
	the guard from taking our food" is a complaint. So does an emoji.
	"""
	if len(text) > LONGEST or not _has_letters_only(text) or _bare(text) in NEVER:
		return ""
	return MEANINGS.get(search_form(_visible(text)), "")


def language_of(text: str) -> str:
	"""Return the language of a keyword, "" for a word of several languages or of none."""
	found = {
		language
		for words in WORDS.values()
		for language, spellings in words.items()
		if search_form(_visible(text)) in map(search_form, spellings)
	}
	return found.pop() if len(found) == 1 else ""


def is_english(text: str) -> bool:
	"""Tell whether this is a keyword of English, the only ones that providers know without being taught."""
	known = (search_form(word) for words in WORDS.values() for word in words["en"])
	return search_form(_visible(text)) in known


def _visible(text: str) -> str:
	"""Drop direction marks, joiners and variation selectors, which nobody sees, wherever they stand."""
	return "".join(
		letter
		for letter in unicodedata.normalize("NFKC", text)
		if unicodedata.category(letter) != "Cf" and not 0xFE00 <= ord(letter) <= 0xFE0F
	)


def _has_letters_only(text: str) -> bool:
	kinds = {unicodedata.category(letter)[0] for letter in _visible(text) if not letter.isspace()}
	return "L" in kinds and kinds <= {"L", "M", "P"}


def _bare(text: str) -> str:
	"""Return the letters without vowel signs, as they are spelled: alef and hamza stay apart."""
	return "".join(letter for letter in _visible(text).replace("ـ", "") if letter.isalpha())


MEANINGS = {
	search_form(word): kind
	for kind, languages in WORDS.items()
	for words in languages.values()
	for word in words
}
