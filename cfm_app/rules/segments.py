"""Decides into how many parts a text message is cut, and which characters make it twice as long."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

GSM, UCS2 = "GSM-7", "UCS-2"
WHOLE = {GSM: 160, UCS2: 70}
JOINED = {GSM: 153, UCS2: 67}

# 3GPP TS 23.038, tables 6.2.1 (one unit a character) and 6.2.1.1 (two units: the escape and the character)
BASIC = frozenset(
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
	"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")

# What Unicode does not take apart itself, or takes apart into something else than people would write.
SPELLINGS = {
	**dict.fromkeys("‘’‚‛′‹›ʼ`´", "'"),
	**dict.fromkeys("“”„‟″«»", '"'),
	**dict.fromkeys("‐‑‒–—―−", "-"),
	**dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\t", " "),
	**dict.fromkeys("•·", "-"),
	**dict.fromkeys("\u200b\u00ad\ufeff", ""),
	**{
		"…": "...",
		"ı": "i",
		"ł": "l",
		"Ł": "L",
		"đ": "d",
		"Đ": "D",
		"œ": "oe",
		"Œ": "OE",
		"ð": "d",
		"þ": "th",
	},
}


@dataclass(frozen=True)
class Segments:
	"""How a text is sent. `units` are septets for GSM-7 and 16-bit units for UCS-2; `parts` is what is paid for.

	`units_per_part` is how many units one part holds at this length: 160 or 153, 70 or 67.
	"""

	parts: int
	encoding: str
	units: int
	units_per_part: int


def count(text: str) -> Segments:
	"""Return the parts of a text. No character is cut in two: neither an escaped one nor a surrogate pair."""
	encoding = UCS2 if offending(text) else GSM
	widths = [_width(character, encoding) for character in text]
	units = sum(widths)
	if units <= WHOLE[encoding]:
		return Segments(1 if text else 0, encoding, units, WHOLE[encoding])
	return Segments(_joined_parts(widths, JOINED[encoding]), encoding, units, JOINED[encoding])


def offending(text: str) -> tuple[str, ...]:
	"""Return the characters, each once, that leave only 70 instead of 160 to a part."""
	return tuple(dict.fromkeys(character for character in text if not _is_gsm(character)))


def gsm_spelling(text: str) -> str:
	"""Return the text with such characters written in a plainer way ("İş" as "Is") where there is one.

	Letters without one, such as Arabic, and emoji stay as they are: ask `offending` about the answer.
	"""
	return "".join(_spelled(character) for character in unicodedata.normalize("NFC", text))


def _is_gsm(character: str) -> bool:
	return character in BASIC or character in EXTENDED


def _width(character: str, encoding: str) -> int:
	if encoding == GSM:
		return 2 if character in EXTENDED else 1
	return 2 if character > "\uffff" else 1


def _joined_parts(widths: Iterable[int], room: int) -> int:
	parts, used = 1, 0
	for width in widths:
		if used + width > room:
			parts, used = parts + 1, 0
		used += width
	return parts


def _spelled(character: str) -> str:
	if _is_gsm(character):
		return character
	plain = SPELLINGS.get(character)
	if plain is None:
		plain = "".join(part for part in unicodedata.normalize("NFKD", character) if not _is_mark(part))
	return plain if all(map(_is_gsm, plain)) and (plain or character in SPELLINGS) else character


def _is_mark(character: str) -> bool:
	return unicodedata.category(character) == "Mn"
