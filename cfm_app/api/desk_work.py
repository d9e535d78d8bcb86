"""Endpoint for staff: what waits for the person who asks."""

from collections import Counter

import frappe
from frappe.utils import get_fullname, now_datetime

from cfm_app.api import (
	desk_bulletins,
	desk_data_request,
	desk_help_came,
	desk_referral_inbox,
	desk_reveal,
	desk_service_keeping,
)
from cfm_app.api.desk_titles import with_titles
from cfm_app.handling import escalation, pending

WAITING_CONTACTS = {"state": ["in", ["New", "Claimed"]]}
INBOX_FIELDS = ["name", "state", "channel", "area", "feedback_type", "language", "received_on", "claimed_by"]
INBOX_ROWS = 200


@frappe.whitelist(methods=["GET", "POST"])
def work_list() -> dict:
	"""Return what waits for the user who asks, each part in the order of work.

	{complaints, contacts, todos, reveals, requests, sent_referrals, referrals, bulletins, entries, suggestions, counts}
	"""
	can_open = frappe.has_permission("Complaint", "read")
	complaints = with_titles(pending.mine()) if can_open else []
	contacts = _waiting_contacts() if frappe.has_permission("CFM Interaction", "read") else []
	todos = _todos()
	reveals = desk_reveal.waiting()
	return {
		"complaints": complaints,
		"contacts": contacts,
		"todos": todos,
		"reveals": reveals,
		"requests": desk_data_request.waiting(),
		"sent_referrals": desk_help_came.waiting(),
		"referrals": desk_referral_inbox.waiting(),
		"bulletins": desk_bulletins.waiting(),
		"entries": desk_service_keeping.waiting(),
		"suggestions": desk_service_keeping.proposed(),
		"counts": {
			**_by_bucket(complaints),
			"inbox": len(contacts),
			"todos": len(todos),
			"reveals": len(reveals),
		},
	}


def _by_bucket(complaints: list[dict]) -> dict:
	found = Counter(row.bucket for row in complaints)
	return {"overdue": found["overdue"], "today": found["today"], "open": len(complaints)}


def _waiting_contacts() -> list[dict]:
	rows = frappe.get_list(
		"CFM Interaction", WAITING_CONTACTS, INBOX_FIELDS, order_by="received_on asc", limit=INBOX_ROWS
	)
	for row in rows:
		row.hours_waiting = int((now_datetime() - row.received_on).total_seconds() // 3600)
		row.is_late = escalation.waited_too_long(row.received_on)
		row.claimed_by_name = get_fullname(row.claimed_by) if row.claimed_by else ""
	return with_titles(rows)


def _todos() -> list[dict]:
	filters = {"allocated_to": frappe.session.user, "status": "Open"}
	fields = ["name", "description", "reference_type", "reference_name", "date", "priority"]
	rows = frappe.get_list("ToDo", filters, fields, order_by="date asc, creation asc", limit=INBOX_ROWS)
	for row in rows:
		row.description = frappe.utils.strip_html(row.description or "")
	return rows
