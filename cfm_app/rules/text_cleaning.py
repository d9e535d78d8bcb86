"""Decides which characters of a submitted text are kept, and reports what was wrong with it."""

import re
import unicodedata
from dataclasses import dataclass

LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# as many as Unicode allows in a row (UAX 15, Stream-Safe Text Format)
MOST_MARKS = 30
DIRECTION_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Cleaned:
	"""The text as it may be stored, and the codes of what was found in it.

	Codes: broken_characters, control_characters, direction_overrides, too_long.
	"""

	text: str
	problems: tuple[str, ...]

	@property
	def length(self) -> int:
		"""How many characters the text has, so that a refusal can say by how much it is too long."""
		return len(self.text)


def clean_text(text: str, limit: int = 100_000) -> Cleaned:
	"""Remove what no person types: control characters, half characters, direction overrides.

	Emoji, letters of any direction and their joiners stay; line ends become newlines; the form is NFC.
	A text over `limit` characters is reported as too_long and stays whole: the caller refuses it.
	"""
	problems = []
	whole = whole_characters(text)
	if any("\ud800" <= character <= "\udfff" for character in text):
		problems.append("broken_characters")
	cleaned = LINE_ENDS.sub("\n", whole)
	for code, unwanted in (
		("control_characters", CONTROL_CHARACTERS),
		("direction_overrides", DIRECTION_OVERRIDES),
	):
		cleaned, removed = unwanted.subn("", cleaned)
		if removed:
			problems.append(code)
	cleaned = unicodedata.normalize("NFC", _without_piles(cleaned))
	if len(cleaned) > limit:
		problems.append("too_long")
	return Cleaned(cleaned, tuple(problems))


def whole_characters(text: str) -> str:
	"""Return the text without half characters, which cannot be stored; two halves that fit become one."""
	return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def _without_piles(text: str) -> str:
	"""Drop marks that are piled on one letter: to put them into their order takes minutes for a hundred thousand."""
	kept, marks = [], 0
	for character in text:
		marks = marks + 1 if unicodedata.combining(character) else 0
		if marks <= MOST_MARKS:
			kept.append(character)
	return "".join(kept)


def western_digits(text: str) -> str:
	"""Return the text with the decimal digits of every script (Arabic-Indic, Persian) written as 0-9."""
	return "".join(
		str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text
	)
