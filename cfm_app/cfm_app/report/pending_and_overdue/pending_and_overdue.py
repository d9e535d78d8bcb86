"""Open complaints in the order of work; the weekly digest holds the same rows."""

from frappe import _

from cfm_app.api.desk_titles import with_titles
from cfm_app.cfm_insight import columns
from cfm_app.handling import pending

FILTERS = ("handler", "area", "project", "urgency")


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
		columns.reference("Complaint"),
		columns.column("bucket", _("Due"), width=130),
		columns.column("next_due", _("Next due"), "Datetime", 160),
		columns.column("urgency_title", _("Urgency"), width=100),
		columns.level(),
		columns.category(),
		columns.area(),
		columns.column("workflow_state", _("State")),
		columns.user("handler", _("Handler"), 180),
		columns.column("next_action_on", _("Next action on"), "Date"),
		columns.column("age_days", _("Days open"), "Int", 90),
	]
