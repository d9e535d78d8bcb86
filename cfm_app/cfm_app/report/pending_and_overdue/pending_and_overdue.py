"""Open complaints in the order of work; the weekly digest holds the same rows."""

from frappe import _

from cfm_app.api.desk_titles import with_titles
from cfm_app.handling import pending

FILTERS = ("handler", "area", "project", "urgency")
BUCKETS = ("overdue", "today", "week", "later")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows. Filters: handler, area, project, urgency, only_overdue, without_next_action."""
	filters = filters or {}
	wanted = {field: filters[field] for field in FILTERS if filters.get(field)}
	rows = pending.rows(wanted)
	if filters.get("only_overdue"):
		rows = [row for row in rows if row.bucket == "overdue"]
	if filters.get("without_next_action"):
		rows = [row for row in rows if not row.next_action_on]
	names = _bucket_names()
	return _columns(), [
		{**row, "bucket": names[row.bucket], "workflow_state": _(row.workflow_state)}
		for row in with_titles(rows)
	]


def _bucket_names() -> dict[str, str]:
	return {
		"overdue": _("overdue"),
		"today": _("due today"),
		"week": _("due within a week"),
		"later": _("later"),
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
		{"fieldname": "bucket", "label": _("Due"), "fieldtype": "Data", "width": 130},
		{"fieldname": "next_due", "label": _("Next due"), "fieldtype": "Datetime", "width": 160},
		{"fieldname": "urgency_title", "label": _("Urgency"), "fieldtype": "Data", "width": 100},
		{"fieldname": "level", "label": _("Level"), "fieldtype": "Int", "width": 70},
		{"fieldname": "category_title", "label": _("Category"), "fieldtype": "Data", "width": 220},
		{"fieldname": "area_title", "label": _("Area"), "fieldtype": "Data", "width": 140},
		{"fieldname": "workflow_state", "label": _("State"), "fieldtype": "Data", "width": 120},
		{"fieldname": "handler", "label": _("Handler"), "fieldtype": "Link", "options": "User", "width": 180},
		{"fieldname": "next_action_on", "label": _("Next action on"), "fieldtype": "Date", "width": 120},
		{"fieldname": "age_days", "label": _("Days open"), "fieldtype": "Int", "width": 90},
	]
