"""The open complaints that who looks may list, by category and in words; the platform's own chart shows codes."""

import frappe
from frappe import _

from cfm_app import compat
from cfm_app.api.desk_titles import title

SHOWN = 8
OPEN = {"closed_on": ["is", "not set"]}


@frappe.whitelist(methods=["GET", "POST"])
def get() -> dict:
	"""Return {labels, datasets} of the largest categories. Nothing is remembered: everybody sees other rows."""
	frappe.has_permission("Complaint", "read", throw=True)
	rows = compat.permitted_counts("Complaint", "category", OPEN, SHOWN)
	return {
		"labels": [title("CFM Category", row.category) or _("not classified") for row in rows],
		"datasets": [{"name": _("Open complaints"), "values": [row.total for row in rows]}],
	}
