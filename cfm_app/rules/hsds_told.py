"""Keeps account of a file of somebody else: what its words mean here, and what of it the directory has no place for."""

import re
from collections import Counter
from dataclasses import dataclass, field

from cfm_app.rules.directory_rows import LONGEST_LINE, fold
from cfm_app.rules.mail_words import text_of_html
from cfm_app.rules.spreadsheet_safety import NOT_IN_A_CELL, safe_cell
from cfm_app.rules.text_cleaning import whole_characters

KIND, AREA = "service_type", "area"
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
MOST_WORDS = 300
SHORTENED = "shortened"
NOTHING = (None, "", [], {})


@dataclass(frozen=True)
class Dictionary:
	"""What the words of a file mean here: {folded words: code} for kinds of services and for areas."""

	kinds: dict[str, str] = field(default_factory=dict)
	areas: dict[str, str] = field(default_factory=dict)

	def find(self, kind: str, *words: str) -> str:
		"""Return the code of the first words that are known, "" when none are. `kind`: KIND or AREA."""
		known = self.kinds if kind == KIND else self.areas
		keys = (fold(each[:LONGEST_LINE]) for each in words)
		return next((known[key] for key in keys if key and key in known), "")


@dataclass
class Told:
	"""What the reader of a file has to know before it comes in.

	`left`: {path in the file: how often}, what has no place here; `unknown`: {(KIND or AREA, words): how often}, what
	somebody can say the meaning of; `own`: whether the object at hand was written by this app.
	"""

	left: Counter = field(default_factory=Counter)
	unknown: Counter = field(default_factory=Counter)

	def leave(self, path: str, count: int = 1) -> None:
		"""Count what is not taken."""
		if count > 0:
			self.left[path] += count

	def leave_more(self, path: str, found: list) -> None:
		"""Count all but the first of what there can be one of here."""
		self.leave(path, len(found) - 1)

	def ask(self, kind: str, words: str) -> str:
		"""Count words whose meaning nobody has said, and return them as they stand for a code."""
		words = words[:LONGEST_LINE]
		self.unknown[(kind, words)] += 1
		return words

	def leave_rest(self, path: str, found: dict, taken: frozenset) -> None:
		"""Count every field that has a value and that nobody takes. Ids and links are the structure, not words."""
		for name, value in found.items():
			if name not in taken and not _is_structure(name) and value not in NOTHING:
				self.leave(f"{path}.{str(name)[:40]}")

	def objects(self, path: str, found) -> list[dict]:
		"""Return the objects of a list; whatever else stands there is counted."""
		if found in NOTHING:
			return []
		listed = found if isinstance(found, list) else [found]
		objects = [each for each in listed if isinstance(each, dict)]
		if len(objects) < len(listed) or not isinstance(found, list):
			self.leave(path)
		return objects if isinstance(found, list) else []

	def as_dict(self) -> dict:
		"""Return {left: [{path, count}], unknown: [{kind, words, count}], more}, most frequent first."""
		left, unknown = self.left.most_common(), self.unknown.most_common()
		return {
			"left": [{"path": path, "count": count} for path, count in left[:MOST_WORDS]],
			"unknown": [
				{"kind": kind, "words": words, "count": count}
				for (kind, words), count in unknown[:MOST_WORDS]
			],
			"more": max(0, len(left) - MOST_WORDS) + max(0, len(unknown) - MOST_WORDS),
		}


def words_of(value, own: bool = False) -> str:
	"""Return a value as plain text: without markup, unless it is our own, and without what cannot be stored."""
	if isinstance(value, bool) or not isinstance(value, str | int | float):
		return ""
	text = NOT_IN_A_CELL.sub("", whole_characters(str(value)))
	text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
	return text_of_html(text).strip() if not own and TAG.search(text) else text


def as_cells(row: dict) -> dict:
	"""Return a row as it would stand in a spreadsheet, so that one reader takes every kind of file."""
	return {name: safe_cell(value) for name, value in row.items()}


def _is_structure(name) -> bool:
	return name == "id" or str(name).endswith("_id")
