"""The last look at the words of a message before they leave: the same for staff, for automatic messages and at sending."""

import re

import frappe
from frappe import _
from frappe.utils.caching import request_cache

from cfm_app.confidentiality.vault import read_for_system
from cfm_app.rules import outbound_words

# the languages whose words for a category are known; see locale/
LANGUAGES = ("en", "es", "ar", "nl")


def check(body: str, record=None) -> str:
	"""Return "" when these words may leave, else shared_words, category_word or forbidden_word.

	`record`: the complaint or contact the message belongs to. The name of the organisation is not looked at.
	"""
	bare = without_our_name(body)
	told = _told_in(record) if record else ()
	return outbound_words.verdict(bare, told, categories(), _added())


def words_in(body: str) -> list[str]:
	"""Return the words of a template for which it cannot be reviewed as neutral."""
	bare = without_our_name(body)
	found = outbound_words.category_words(bare, categories())
	return list(dict.fromkeys([*found, *outbound_words.forbidden_words(bare, _added())]))


def without_our_name(body: str) -> str:
	"""Return the text without the organisation's name, which may hold a word such as water.

	As whole words only: a name of one letter must not take the words of the text apart.
	"""
	name = (frappe.get_cached_value("CFM Settings", None, "organisation_name") or "").strip()
	onto = "|".join(outbound_words.WRITTEN_ONTO)
	return re.sub(rf"(?<!\w)(?:{onto})?{re.escape(name)}(?!\w)", " ", body) if name else body


@request_cache
def categories() -> tuple[str, ...]:
	"""Return the titles of all categories as they stand here and in every shipped language."""
	titles = frappe.get_all("CFM Category", pluck="title")  # reason: reference data, compared and not shown
	return tuple(
		{title for each in titles for title in (each, *(_(each, language) for language in LANGUAGES))}
	)


def _added() -> list[str]:
	lines = (
		(frappe.get_cached_doc("CFM Channel Settings").forbidden_words or "").replace(",", "\n").splitlines()
	)
	return [line.strip() for line in lines if line.strip()]


def _told_in(record) -> list[str]:
	"""Return every sealed text of a record: of itself, the contact it came from, its answers and its timeline."""
	return [text for place in _places(record) for text in read_for_system(*place).values()]


def _places(record) -> list[tuple[str, str]]:
	places = [(record.doctype, record.name)]
	if record.doctype == "Complaint":
		places += [("CFM Interaction", record.interaction)] if record.interaction else []
		places += _rows("CFM Response", complaint=record.name) + _rows("CFM Step", complaint=record.name)
		return places
	return places + _rows("CFM Step", interaction=record.name)


def _rows(doctype: str, **of) -> list[tuple[str, str]]:
	names = frappe.get_all(doctype, of, pluck="name")  # reason: words are compared here and leave it nowhere
	return [(doctype, name) for name in names]
