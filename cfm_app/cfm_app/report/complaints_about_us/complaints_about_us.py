"""Complaints about how we work and how we behave, for the director: who handles them is never whom they are about."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.api.desk_titles import with_titles
from cfm_app.cfm_insight import columns

MECHANISM = "CFMQ"
FIELDS = [
	"name",
	"about_complaint",
	"category",
	"level",
	"area",
	"workflow_state",
	"received_on",
	"closed_on",
	"handler",
	"fears_retaliation",
]


def execute(filters: dict | None = None) -> tuple:
	"""Return columns, rows and a summary. Filters: area, only_open. Only what the reader may see is counted."""
	filters = filters or {}
	wanted = {"area": filters["area"]} if filters.get("area") else {}
	if filters.get("only_open"):
		wanted["closed_on"] = ["is", "not set"]
	about_us = {"category": ["in", _categories()], "about_complaint": ["is", "set"]}
	rows = frappe.get_list(
		"Complaint", wanted, FIELDS, or_filters=about_us, order_by="received_on desc", limit=0
	)
	for row in rows:
		row.days_open = ((row.closed_on or now_datetime()) - row.received_on).days
		row.workflow_state = _(row.workflow_state)
	return _columns(), with_titles(rows), None, None, _summary(rows)


def _categories() -> list[str]:
	"""Return the categories about this mechanism and about the behaviour of staff, partners and suppliers."""
	mechanism = {"parent_cfm_category": MECHANISM}
	conduct = frappe.get_all("CFM Category", {"is_about_conduct": 1}, pluck="name")
	return [MECHANISM, *frappe.get_all("CFM Category", mechanism, pluck="name"), *conduct]


def _summary(rows: list) -> list[dict]:
	still_open = [row for row in rows if not row.closed_on]
	afraid = [row for row in rows if row.fears_retaliation]
	return [
		{"label": _("Complaints"), "value": len(rows), "datatype": "Int"},
		{"label": _("Open"), "value": len(still_open), "datatype": "Int"},
		{"label": _("Fears revenge"), "value": len(afraid), "datatype": "Int", "indicator": "Red"},
	]


def _columns() -> list[dict]:
	return [
		columns.reference("Complaint"),
		columns.link("about_complaint", _("About how this complaint was handled"), "Complaint"),
		columns.category(),
		columns.level(),
		columns.area(),
		columns.column("workflow_state", _("State")),
		columns.received_on("Date"),
		columns.column("days_open", _("Days open"), "Int", 90),
		columns.user("handler", _("Handler"), 180),
		columns.column("fears_retaliation", _("Fears revenge"), "Check", 100),
	]
