"""What people brought forward about one project, place by place: totals for a partner, never a row about a person."""

import frappe
from frappe import _

from cfm_app.cfm_insight.report.half_yearly_signalling.half_yearly_signalling import note, table_columns
from cfm_app.confidentiality import published_numbers as numbers


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and the legend. Filters: project (needed), period (default: the newest)."""
	filters = filters or {}
	period = filters.get("period") or next(iter(numbers.periods()), None)
	if not period or not filters.get("project"):
		return [], [], _("Choose a project and a half-year that has been counted.")
	frappe.has_permission("CFM Published Numbers", "read", throw=True)
	return table_columns(period), numbers.of_project(period, filters["project"]), note(period)
