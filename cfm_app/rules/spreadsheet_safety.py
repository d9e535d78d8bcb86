"""Keeps what a stranger wrote from running as a formula in the spreadsheet of whoever opens an exported file."""

import re
import unicodedata

STARTS_A_FORMULA = "=+-@"
BREAKS_INTO_ONE = "\t\r\n"
# a number as a person writes it: a spreadsheet reads no formula into it
PLAIN_NUMBER = re.compile(r"[+-]?\d[\d .,]*")
NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def safe_cell(value):
	"""Return a value that no spreadsheet takes for a formula; only texts change, and only by an apostrophe in front.

	Full-width signs, spaces and invisible characters before the sign do not help: some programs skip them.
	"""
	if not isinstance(value, str):
		return value
	text = NOT_IN_A_CELL.sub("", value)
	return f"'{text}" if _starts_a_formula(text) else text


def safe_rows(rows) -> list[list]:
	"""Return rows with every cell made safe."""
	return [[safe_cell(value) for value in row] for row in rows]


def _starts_a_formula(text: str) -> bool:
	if text[:1] and text[0] in BREAKS_INTO_ONE:
		return True
	seen = _visible(text)
	return seen[:1] in tuple(STARTS_A_FORMULA) and not PLAIN_NUMBER.fullmatch(seen)


def _visible(text: str) -> str:
	"""Return the text in plain-width signs from its first visible character on."""
	plain = unicodedata.normalize("NFKC", text[:80])
	return plain.lstrip().lstrip(
		"".join(char for char in plain if unicodedata.category(char) in ("Cf", "Zs"))
	)
