"""Reads what a person answers when a message asked her whether the help came: 1 for yes, 2 for no, and nothing else.

Digits and not words: YES and NO stand in the middle of complaints, in every language, and some of them are keywords.
"""

import unicodedata
from datetime import datetime, timedelta

CAME, NOT_COME = "came", "not come"
MEANINGS = {1: CAME, 2: NOT_COME}
OPEN_FOR = timedelta(days=7)
LONGEST = 20
# what people write around a digit without meaning anything by it
AROUND = ("Z", "Cf", "Mn", "Me", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Cc")
QUESTION_MARKS = frozenset("?؟¿")


def meaning(text: str) -> str:
	"""Return CAME or NOT_COME when the whole message is one digit 1 or 2 of any script, "" for everything else.

	Blanks, dots, brackets, direction marks and the frame of an emoji digit do not matter. A second digit, a letter, a
	fraction or a question mark does: "2?" and "2 of 5" are for somebody to read.
	"""
	if len(text) > LONGEST or QUESTION_MARKS & set(text):
		return ""
	letters = unicodedata.normalize("NFKC", text)
	digits = [letter for letter in letters if letter.isdecimal()]
	rest = (letter for letter in letters if not letter.isdecimal())
	if len(digits) != 1 or not all(unicodedata.category(letter).startswith(AROUND) for letter in rest):
		return ""
	return MEANINGS.get(unicodedata.decimal(digits[0]), "")


def is_open(asked_at: datetime, now: datetime) -> bool:
	"""Tell whether an answer to what was asked then is still taken for one."""
	return asked_at <= now <= asked_at + OPEN_FOR


def offers_both(body: str) -> bool:
	"""Tell whether the words of a template name both answers, each as a digit that stands alone."""
	numbers = "".join(letter if letter.isdecimal() else " " for letter in body).split()
	return {MEANINGS.get(int(number)) for number in numbers} >= {CAME, NOT_COME}
