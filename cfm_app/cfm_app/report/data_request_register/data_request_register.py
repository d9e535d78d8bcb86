"""Every request about a person's data with the last day its law gives, and how it stands (requirements E15)."""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.rules.legal_clocks import standing

FIELDS = [
	"name",
	"kind",
	"legal_pack",
	"area",
	"state",
	"received_on",
	"due_on",
	"first_due_on",
	"answered_on",
	"handler",
]
FILTERS = ("legal_pack", "kind", "state", "area")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows. Filters: legal_pack, kind, state, area, only_open, from_date, to_date."""
	rows = frappe.get_list(
		"CFM Data Request", filters=_conditions(filters or {}), fields=FIELDS, order_by="due_on asc", limit=0
	)
	return _columns(), [_row(row) for row in rows]


def _conditions(filters: dict) -> list[list]:
	wanted = [[field, "=", filters[field]] for field in FILTERS if filters.get(field)]
	if filters.get("only_open"):
		wanted.append(["answered_on", "is", "not set"])
	for field, sign in (("from_date", ">="), ("to_date", "<=")):
		if filters.get(field):
			wanted.append(["received_on", sign, filters[field]])
	return wanted


def _row(row) -> dict:
	stands = standing(row.due_on, row.answered_on, getdate())
	return {
		**row,
		"kind_code": row.kind,
		"kind": _(row.kind),
		"state": _(row.state),
		"law": _(frappe.get_cached_value("CFM Legal Pack", row.legal_pack, "title")),
		"standing_code": stands,
		"standing": _(stands),
		"days_left": None if row.answered_on else (row.due_on - getdate()).days,
	}


def _columns() -> list[dict]:
	return [
		{
			"fieldname": "name",
			"label": _("Request"),
			"fieldtype": "Link",
			"options": "CFM Data Request",
			"width": 150,
		},
		{"fieldname": "law", "label": _("Law"), "fieldtype": "Data", "width": 240},
		{"fieldname": "kind", "label": _("The person wants"), "fieldtype": "Data", "width": 120},
		{"fieldname": "received_on", "label": _("Received on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "due_on", "label": _("Last day for the answer"), "fieldtype": "Date", "width": 110},
		{"fieldname": "first_due_on", "label": _("Before more time"), "fieldtype": "Date", "width": 120},
		{"fieldname": "days_left", "label": _("Days left"), "fieldtype": "Int", "width": 90},
		{"fieldname": "standing", "label": _("Stands"), "fieldtype": "Data", "width": 120},
		{"fieldname": "state", "label": _("State"), "fieldtype": "Data", "width": 130},
		{"fieldname": "answered_on", "label": _("Answered on"), "fieldtype": "Date", "width": 110},
		{
			"fieldname": "handler",
			"label": _("Who works on it"),
			"fieldtype": "Link",
			"options": "User",
			"width": 180,
		},
		{"fieldname": "area", "label": _("Area"), "fieldtype": "Link", "options": "CFM Area", "width": 120},
	]
