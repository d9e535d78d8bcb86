"""What an administrator may not hang on confidential types: whoever writes it reads along with everybody who sets it off."""

import frappe
from frappe import _

from cfm_app.confidentiality.guards import PROTECTED, refuse


def guard_server_script(doc, _method=None) -> None:
	"""Server Script: none runs on a confidential record, and none adds to the condition of its list."""
	if doc.reference_doctype in PROTECTED:
		refuse(_("No script runs on confidential records: it would read what its author may not."))


def guard_client_script(doc, _method=None) -> None:
	"""Client Script: none runs in the form or the list of confidential records."""
	if doc.dt in PROTECTED:
		refuse(_("No script runs on confidential records: it would read what its author may not."))


def guard_webhook(doc, _method=None) -> None:
	"""Webhook: nothing of a confidential record is sent to another system this way."""
	if doc.webhook_doctype in PROTECTED:
		refuse(_("Webhooks carry no confidential records. Other systems ask the API, as a user with duties."))


def guard_saved_filter(doc, _method=None) -> None:
	"""List Filter: a filter on sealed words finds nothing, and would keep the name that was typed in the clear."""
	if doc.reference_doctype in PROTECTED:
		doc.filters = frappe.as_json(stored_only(doc.reference_doctype, frappe.parse_json(doc.filters) or []))


def stored_only(doctype: str, filters: list) -> list:
	"""Return those of these filters, [DocType, field, operator, value, …], whose field is a column."""
	sealed = {field.fieldname for field in frappe.get_meta(doctype).get("fields", {"is_virtual": 1})}
	return [row for row in filters if len(row) > 2 and row[1] not in sealed]
