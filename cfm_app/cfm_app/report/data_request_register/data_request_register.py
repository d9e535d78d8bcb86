"""Every request about a person's data with the last day its law gives, and how it stands (requirements E15)."""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.cfm_insight import columns
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
		columns.link("name", _("Request"), "CFM Data Request", 150),
		columns.column("law", _("Law"), width=240),
		columns.column("kind", _("The person wants"), width=120),
		columns.received_on("Date"),
		columns.column("due_on", _("Last day for the answer"), "Date", 110),
		columns.column("first_due_on", _("Before more time"), "Date", 120),
		columns.column("days_left", _("Days left"), "Int", 90),
		columns.column("standing", _("Stands"), width=120),
		columns.column("state", _("State"), width=130),
		columns.column("answered_on", _("Answered on"), "Date", 110),
		columns.user("handler", _("Who works on it"), 180),
		columns.link("area", _("Area"), "CFM Area", 120),
	]
