"""Contacts that nobody has classified, oldest first."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.api.desk_titles import with_titles
from cfm_app.cfm_insight import columns
from cfm_app.handling import escalation

FIELDS = ["name", "state", "received_on", "channel", "area", "language", "claimed_by"]


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows. Filters: area, channel, only_late."""
	filters = filters or {}
	wanted = {field: filters[field] for field in ("area", "channel") if filters.get(field)}
	wanted["state"] = ["in", ["New", "Claimed"]]
	rows = frappe.get_list("CFM Interaction", wanted, FIELDS, order_by="received_on asc", limit=0)
	for row in rows:
		row.hours = int((now_datetime() - row.received_on).total_seconds() // 3600)
		row.is_late = int(escalation.waited_too_long(row.received_on))
	return _columns(), [row for row in with_titles(rows) if row.is_late or not filters.get("only_late")]


def _columns() -> list[dict]:
	return [
		columns.reference("CFM Interaction"),
		columns.received_on(),
		columns.column("hours", _("Hours waiting"), "Int", 110),
		columns.column("is_late", _("Too long"), "Check", 90),
		columns.column("state", _("State"), width=100),
		columns.column("channel_title", _("Channel"), width=160),
		columns.area(),
		columns.link("language", _("Language"), "Language", 100),
		columns.user("claimed_by", _("Claimed by"), 180),
	]
