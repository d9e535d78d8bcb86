"""Decides how references and receipt codes look, and reads them back however a person writes them.

`choose` picks one character of the alphabet it is given: `secrets.choice` outside tests.
"""

import re
from collections.abc import Callable

from cfm_app.rules.text_cleaning import western_digits

REFERENCE_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 10
RECEIPT_DIGITS = "0123456789"
RECEIPT_LENGTH = 16
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
# Hyphens and dashes of every keyboard, spaces, and the direction marks that travel with copied text.
SEPARATORS = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2010-\u2015\u2066-\u2069\u2212_./-]+")
REFERENCE = re.compile(f"([A-Z]{{1,8}})([A-Z0-9]{{{REFERENCE_LENGTH}}})")


def new_reference(prefix: str, choose: Callable[[str], str]) -> str:
	"""Return a random reference such as C-7K3M9-QXPTA: ten Crockford base-32 symbols, 50 bits.

	The prefix is one to eight letters A-Z; anything else raises ValueError.
	"""
	if not re.fullmatch("[A-Z]{1,8}", prefix):
		raise ValueError("a reference prefix is one to eight letters A-Z")
	return _grouped_reference(prefix, "".join(choose(REFERENCE_SYMBOLS) for _ in range(REFERENCE_LENGTH)))


def normalise_reference(text: str) -> str | None:
	"""Return the reference in its written form, or None when the text cannot be one.

	Forgives lower case, missing or odd separators, Arabic-Indic and Persian digits, O for 0, I and L for 1.
	"""
	parts = REFERENCE.fullmatch(SEPARATORS.sub("", western_digits(text)).upper())
	if not parts:
		return None
	symbols = parts[2].translate(LOOKALIKES)
	return None if set(symbols) - set(REFERENCE_SYMBOLS) else _grouped_reference(parts[1], symbols)


def new_receipt_code(choose: Callable[[str], str]) -> str:
	"""Return a random code of 16 digits in four groups, such as "4821 0937 5566 1204"."""
	return _grouped_code("".join(choose(RECEIPT_DIGITS) for _ in range(RECEIPT_LENGTH)))


def normalise_receipt_code(text: str) -> str | None:
	"""Return the code exactly as `new_receipt_code` wrote it, or None when it has not exactly 16 digits.

	Forgives separators and reads Arabic-Indic and Persian digits.
	"""
	digits = SEPARATORS.sub("", western_digits(text))
	return _grouped_code(digits) if re.fullmatch(f"[0-9]{{{RECEIPT_LENGTH}}}", digits) else None


def _grouped_reference(prefix: str, symbols: str) -> str:
	return f"{prefix}-{symbols[:5]}-{symbols[5:]}"


def _grouped_code(digits: str) -> str:
	return " ".join(digits[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))
