"""The rows of what is pending and overdue: the report, the digest and the work list read them from here."""

import frappe
from frappe.utils import get_system_timezone, now_datetime

from cfm_app.handling.moments import to_utc
from cfm_app.rules import queue
from cfm_app.workflows import states

FIELDS = [
	"name",
	"feedback_type",
	"category",
	"level",
	"urgency",
	"urgency_rank",
	"area",
	"project",
	"workflow_state",
	"handler",
	"received_on",
	"next_due",
	"next_action_on",
]


def rows(filters: dict | None = None, limit: int = 0) -> list[dict]:
	"""Return open complaints the user may list, in the order of work: urgency, due, age; each with its bucket."""
	filters = {"workflow_state": ["not in", list(states.ENDED)], **(filters or {})}
	found = frappe.get_list(
		"Complaint", filters, FIELDS, limit=limit, order_by="urgency_rank asc, next_due asc"
	)
	now, zone = to_utc(now_datetime()), get_system_timezone()
	for row in found:
		row.bucket = queue.bucket(to_utc(row.next_due) if row.next_due else None, now, zone)
		row.age_days = (now_datetime() - row.received_on).days
	return sorted(found, key=_work_order)


def mine(user: str | None = None) -> list[dict]:
	"""Return the open complaints of one handler in the order of work."""
	return rows({"handler": user or frappe.session.user})


def _work_order(row) -> tuple:
	due = to_utc(row.next_due) if row.next_due else None
	return queue.sort_key(row.urgency_rank or 9, due, to_utc(row.received_on))
