"""Tells the browser once, at log-in, which doors of the desk are open to this user."""

import frappe

from cfm_app.api.desk import HAND_IN_ROLES
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.confidentiality.viewers import people_with_duty


def extend(bootinfo) -> None:
	"""Add `cfm`: {may_take_in, may_hand_in, default_area, default_language, confidential}."""
	user = frappe.session.user
	takes_in = any(row.user == user for row in people_with_duty({"Intake", "Sensitive"}))
	settings = frappe.get_cached_doc("CFM Settings")
	bootinfo.cfm = {
		"may_take_in": bool(takes_in and frappe.has_permission("Complaint", "create")),
		"may_hand_in": bool(HAND_IN_ROLES & set(frappe.get_roles())),
		"default_area": settings.default_area,
		"default_language": settings.default_language,
		"confidential": list(CONFIDENTIAL),
	}


def may_use() -> bool:
	"""Tell whether the app belongs on this user's apps screen."""
	return any(role.startswith("CFM ") for role in frappe.get_roles())
