"""The copy of a person's words from which a handler has taken whatever names her: for research, never in the clear."""

import frappe
from frappe import _

from cfm_app.confidentiality import access_log, persons, vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.handling.words import clean
from cfm_app.rules import masking
from cfm_app.rules.access import SENSITIVE_FROM

FIELD = "shared_text"


def propose(doc) -> str:
	"""Return the narrative without the names and numbers that are known, for the handler to correct. Raises as keep()."""
	_check(doc)
	words = vault.read(doc)
	return words.get(FIELD) or masking.masked(words.get("narrative", ""), persons.names_of(doc))


def keep(doc, text: str) -> None:
	"""Seal the copy as the handler has cleared it.

	Raises GuardRefused while a known name or number is in it, AccessRefused for who may not see the names.
	"""
	_check(doc)
	cleaned = clean(text, _("Text for research"))
	if masking.masked(cleaned, persons.names_of(doc)) != cleaned:
		access_log.refuse(doc, "name in text for research")
		frappe.throw(_("A name, a number or an address is still in the text."), GuardRefused)
	vault.change(doc, {FIELD: cleaned})
	access_log.write("correct", doc, FIELD)
	timeline.write(doc, "note", detail="text for research cleared")


def _check(doc) -> None:
	"""What is taken out of a text tells which names are known, so only who may see them is asked to clear it."""
	if doc.level >= SENSITIVE_FROM:
		frappe.throw(_("Words of levels 5 and 6 are not shared for research."), GuardRefused)
	persons.check_may_reveal(doc, "text for research")


def of(complaint: str) -> str:
	"""Return the cleared copy, "" where there is none. The research view asks who may read it."""
	return vault.read_for_system("Complaint", complaint).get(FIELD, "") if _has_one(complaint) else ""


def _has_one(complaint: str) -> bool:
	place = {"record_type": "Complaint", "record": complaint, "field": FIELD}
	return bool(frappe.db.exists(vault.TABLE, place))
