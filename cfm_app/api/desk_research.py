"""Endpoints for staff who clear a text for research."""

import frappe

from cfm_app.api.desk_request import open_in_full, take_words_out_of_logs
from cfm_app.confidentiality import shared_text, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.viewers import viewer
from cfm_app.rules.access import FULL, SENSITIVE_FROM, may_reveal


def of(doc, depth: int) -> dict:
	"""Return the part of the form: {may_clear, text} below level 5 for who may have the names revealed, else {}."""
	if depth < FULL or doc.level >= SENSITIVE_FROM or not frappe.has_permission("Complaint", "write"):
		return {}
	if not may_reveal(facts_of(doc.access_key), viewer()):
		return {}
	return {"may_clear": True, "text": vault.read(doc).get(shared_text.FIELD, "")}


@frappe.whitelist(methods=["POST"])
def propose_text(name: str) -> str:
	"""Return the person's words without the names and numbers that are known."""
	return shared_text.propose(open_in_full("Complaint", name, "write"))


@frappe.whitelist(methods=["POST"])
def keep_text(name: str, text: str) -> None:
	"""Keep the words as the handler has cleared them, for research."""
	record = open_in_full("Complaint", name, "write")
	take_words_out_of_logs()
	shared_text.keep(record, text)
