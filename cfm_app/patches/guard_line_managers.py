"""Takes the line manager out of everybody's own hands: an earlier version let each user write her own."""

import frappe

FIELD = {"dt": "User", "fieldname": "cfm_line_manager"}


def execute() -> None:
	"""Put the field on the level that System Managers alone write."""
	frappe.db.set_value("Custom Field", FIELD, "permlevel", 1)
	frappe.clear_cache(doctype="User")
