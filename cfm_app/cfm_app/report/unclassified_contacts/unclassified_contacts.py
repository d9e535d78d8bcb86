"""Contacts that nobody has classified, oldest first."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.api.desk_titles import with_titles

FIELDS = ["name", "state", "received_on", "channel", "area", "language", "claimed_by"]


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows. Filters: area, channel, only_late."""
	filters = filters or {}
	wanted = {field: filters[field] for field in ("area", "channel") if filters.get(field)}
	wanted["state"] = ["in", ["New", "Claimed"]]
	rows = frappe.get_list("CFM Interaction", wanted, FIELDS, order_by="received_on asc", limit=0)
	limit = frappe.get_cached_value("CFM Settings", None, "unclassified_hours") or 24
	for row in rows:
		row.hours = int((now_datetime() - row.received_on).total_seconds() // 3600)
		row.is_late = int(row.hours >= limit)
	return _columns(), [row for row in with_titles(rows) if row.is_late or not filters.get("only_late")]


def _columns() -> list[dict]:
	return [
		{
			"fieldname": "name",
			"label": _("Reference"),
			"fieldtype": "Link",
			"options": "CFM Interaction",
			"width": 140,
		},
		{"fieldname": "received_on", "label": _("Received on"), "fieldtype": "Datetime", "width": 160},
		{"fieldname": "hours", "label": _("Hours waiting"), "fieldtype": "Int", "width": 110},
		{"fieldname": "is_late", "label": _("Too long"), "fieldtype": "Check", "width": 90},
		{"fieldname": "state", "label": _("State"), "fieldtype": "Data", "width": 100},
		{"fieldname": "channel_title", "label": _("Channel"), "fieldtype": "Data", "width": 160},
		{"fieldname": "area_title", "label": _("Area"), "fieldtype": "Data", "width": 140},
		{
			"fieldname": "language",
			"label": _("Language"),
			"fieldtype": "Link",
			"options": "Language",
			"width": 100,
		},
		{
			"fieldname": "claimed_by",
			"label": _("Claimed by"),
			"fieldtype": "Link",
			"options": "User",
			"width": 180,
		},
	]
