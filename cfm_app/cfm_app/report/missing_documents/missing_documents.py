"""Complaints in whose file a mandatory paper is missing (requirements A11)."""

import frappe
from frappe import _

from cfm_app.cfm_insight import columns
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
		columns.reference("Complaint"),
		columns.column("missing", _("Missing papers"), width=320),
		columns.level(),
		columns.category(),
		columns.column("workflow_state", _("State"), width=120),
		columns.column("paper_file", _("Paper file"), width=110),
		columns.received_on(),
		columns.user("handler", _("Handler"), 180),
	]
