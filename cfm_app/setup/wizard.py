"""Leaves the setup wizard of the platform aside on sites that nobody sets up by hand."""

import frappe


def skip_setup_wizard():
	"""Mark the setup wizard as done, so that people who log in see the Desk. For demo sites and tests."""
	frappe.db.set_single_value("System Settings", "setup_complete", 1)
	frappe.db.set_single_value("System Settings", "enable_onboarding", 0)
	frappe.db.set_default("desktop:home_page", "workspace")
	if frappe.get_meta("Installed Application").has_field("is_setup_complete"):
		installed = frappe.qb.DocType("Installed Application")
		frappe.qb.update(installed).set(installed.is_setup_complete, 1).run()
	frappe.clear_cache()
