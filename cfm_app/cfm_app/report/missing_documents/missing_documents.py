"""Complaints in whose file a mandatory paper is missing (requirements A11)."""

import frappe
from frappe import _

from cfm_app.confidentiality import documents

FIELDS = [
	"name",
	"level",
	"feedback_type",
	"category",
	"area",
	"workflow_state",
	"handler",
	"received_on",
	"closed_on",
	"paper_file",
]
FILTERS = ("area", "project", "handler")
MOST = 5000


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows of complaints the user may list. Filters: area, project, handler, only_open."""
	filters = filters or {}
	wanted = {field: filters[field] for field in FILTERS if filters.get(field)}
	if filters.get("only_open"):
		wanted["closed_on"] = ["is", "not set"]
	rows = frappe.get_list("Complaint", wanted, FIELDS, order_by="received_on asc", limit=MOST)
	missing = documents.missing_of(rows)
	return _columns(), [_row(row, missing[row.name]) for row in rows if row.name in missing]


def _row(row, missing: list[str]) -> dict:
	return {
		**row,
		"missing": " · ".join(missing),
		"category_title": _(frappe.get_cached_value("CFM Category", row.category, "title"))
		if row.category
		else "",
		"workflow_state": _(row.workflow_state),
	}


def _columns() -> list[dict]:
	return [
		{
			"fieldname": "name",
			"label": _("Reference"),
			"fieldtype": "Link",
			"options": "Complaint",
			"width": 140,
		},
		{"fieldname": "missing", "label": _("Missing papers"), "fieldtype": "Data", "width": 320},
		{"fieldname": "level", "label": _("Level"), "fieldtype": "Int", "width": 70},
		{"fieldname": "category_title", "label": _("Category"), "fieldtype": "Data", "width": 200},
		{"fieldname": "workflow_state", "label": _("State"), "fieldtype": "Data", "width": 120},
		{"fieldname": "paper_file", "label": _("Paper file"), "fieldtype": "Data", "width": 110},
		{"fieldname": "received_on", "label": _("Received on"), "fieldtype": "Datetime", "width": 150},
		{"fieldname": "handler", "label": _("Handler"), "fieldtype": "Link", "options": "User", "width": 180},
	]
