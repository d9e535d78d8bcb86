"""What became of the contacts that a colleague or a partner handed in: a reference and one of three words (C16)."""

import frappe
from frappe.query_builder.functions import Count

from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import is_locked_out
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.handed_in import status

SHOWN = 100


def by(user: str) -> list[dict]:
	"""Return [{reference, handed_in_on, status}] of what this user handed in, newest first, at most 100.

	What is about herself or her line is not even listed.
	"""
	return [_shown(row) for row in _rows(user) if not is_locked_out(row.access_key, user)]


def _shown(row) -> dict:
	facts = facts_of(row.access_key)
	sensitive = not facts or facts.level >= SENSITIVE_FROM
	return {
		"reference": row.name,
		"handed_in_on": row.received_on,
		"status": status(row.complaints, row.closed_complaints, bool(row.closed_on), sensitive),
	}


def _rows(user: str) -> list[dict]:
	contact, complaint = frappe.qb.DocType("CFM Interaction"), frappe.qb.DocType("Complaint")
	return (
		frappe.qb.from_(contact)
		.left_join(complaint)
		.on(complaint.interaction == contact.name)
		.select(
			contact.name,
			contact.received_on,
			contact.closed_on,
			contact.access_key,
			Count(complaint.name).as_("complaints"),
			Count(complaint.closed_on).as_("closed_complaints"),
		)
		.where(contact.received_by == user)
		.where(contact.received_via == "other staff")
		.groupby(contact.name)
		.orderby(contact.received_on, order=frappe.qb.desc)
		.limit(SHOWN)
		.run(as_dict=True)
	)
