"""Proposes the copy of a text that may be shown more widely: names and numbers that are known, or look like some, go."""

import re
from collections.abc import Iterable

MARK = "▇▇▇"
SHORTEST_NAME = 3
WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<!\w)@\w{3,}")
# seven digits or more, in any script, with what people put between them
LONG_NUMBER = re.compile(r"(?<!\d)[+(]?(?:\d[\s().\-/]{0,2}){6,}\d(?!\d)")


def masked(text: str, known: Iterable[str]) -> str:
	"""Return the text with every known name or number, address, link and long number replaced by a bar.

	`known` holds whole names ("Amina Rahimi"), numbers and addresses of the people of the record. It is a proposal: a
	nickname, a village or a job that gives a person away is left for the eye of who approves it.
	"""
	for pattern in (LINK, MAIL, HANDLE, LONG_NUMBER):
		text = pattern.sub(MARK, text)
	for part in sorted(_parts(known), key=len, reverse=True):
		text = re.sub(rf"(?<!\w){re.escape(part)}\w{{0,2}}(?!\w)", MARK, text, flags=re.IGNORECASE)
	return re.sub(rf"{MARK}(?:[\s-]*{MARK})+", MARK, text)


def _parts(known: Iterable[str]) -> set[str]:
	whole = {each.strip() for each in known if each and each.strip()}
	words = {word for each in whole for word in WORD.findall(each) if len(word) >= SHORTEST_NAME}
	return {each for each in whole if len(each) >= SHORTEST_NAME} | words
