"""Tells the browser once, at log-in, which doors of the desk are open to this user."""

import frappe

from cfm_app.api.desk import HAND_IN_ROLES
from cfm_app.api.desk_workspaces import of_my_work
from cfm_app.confidentiality.export_rows import WITHOUT_RECORDS
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.confidentiality.viewers import people_with_duty


def extend(bootinfo) -> None:
	"""Add `cfm`: {may_take_in, may_hand_in, default_area, default_language, confidential, counting_reports}.

	Leave out the workspaces of others.
	"""
	user = frappe.session.user
	takes_in = any(row.user == user for row in people_with_duty({"Intake", "Sensitive"}))
	settings = frappe.get_cached_doc("CFM Settings")
	bootinfo.allowed_workspaces = of_my_work(bootinfo.get("allowed_workspaces") or [])
	bootinfo.cfm = {
		"may_take_in": bool(takes_in and frappe.has_permission("Complaint", "create")),
		"may_hand_in": bool(HAND_IN_ROLES & set(frappe.get_roles())),
		"default_area": _own_area(user) or settings.default_area,
		"default_language": settings.default_language,
		"confidential": list(CONFIDENTIAL),
		"counting_reports": sorted(WITHOUT_RECORDS),
	}


def _own_area(user: str) -> str | None:
	"""Return the area of the user's own intake, where what she takes in belongs."""
	grants = {"user": user, "duty": ["in", ["Intake", "Sensitive"]], "is_active": 1}
	return frappe.db.get_value("CFM Focal Point", grants, "area", order_by="creation")


def may_use() -> bool:
	"""Tell whether the app belongs on this user's apps screen."""
	return any(role.startswith("CFM ") for role in frappe.get_roles())
