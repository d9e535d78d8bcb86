"""Providers and services for tests, with harmless defaults."""

import frappe

from cfm_app.directory import verification
from cfm_app.testing.factories import make_area


def make_provider(title: str = "Helping Hands", **values):
	"""Return a provider, made when there is none of this name."""
	known = frappe.db.get_value("Service Provider", {"title": title})
	if known:
		return frappe.get_doc("Service Provider", known)
	return frappe.get_doc({"doctype": "Service Provider", "title": title, **values}).insert()


def make_service(verified: bool = True, **values):
	"""Return a service with one site, verified today by phone unless told otherwise."""
	values.setdefault("provider", make_provider().name)
	values.setdefault("sites", [{"title": "Office"}])
	for site in values["sites"]:
		site.setdefault("area", make_area("SERVICELAND"))
	plain = {"title": "Help with papers", "service_type": "LEGAL.CIVIL", "owner_user": frappe.session.user}
	service = frappe.get_doc({"doctype": "CFM Service", **plain, **values}).insert()
	if verified:
		verification.verify(service, "by phone", "a test")
	return service


def name_for_sector(user: str, sector: str = "LEGAL", area: str | None = None) -> str:
	"""Make this person a focal point of a sector, everywhere or in one place, and return her."""
	named = frappe.get_doc("CFM Sector", sector)
	named.append("focal_points", {"user": user, "area": area})
	named.save()
	return user
