"""How often an entry is looked at again: its own cycle, that of its type, that of its sector, a month."""

import frappe

from cfm_app.directory import verification
from cfm_app.rules import service_freshness

SERVICE, TYPE, SECTOR = "CFM Service", "CFM Service Type", "CFM Sector"


def days_of(service) -> int:
	"""Return after how many days this entry is looked at again."""
	kind = frappe.get_cached_value(TYPE, service.service_type, ["verify_cycle", "sector"], as_dict=True) or {}
	sector = frappe.get_cached_value(SECTOR, kind.get("sector"), "verify_cycle")
	return service_freshness.cycle_in_days(service.get("verify_cycle"), kind.get("verify_cycle"), sector)


def type_changed(kind) -> None:
	"""Bring the entries of a type to its new cycle."""
	frappe.clear_document_cache(TYPE, kind.name)  # the platform does so only after the events of a save
	_renew({"service_type": kind.name})


def sector_changed(sector) -> None:
	"""Bring the entries of a sector to its new cycle."""
	frappe.clear_document_cache(SECTOR, sector.name)
	_renew({"sector": sector.name})


def _renew(which: dict) -> None:
	"""Write the days, the next date and the standing of these entries, past their log: nothing of them has changed."""
	fields = ["name", "service_type", "verify_cycle", "verified_on", "stale_after_days", "verify_every_days"]
	for service in frappe.get_all(SERVICE, which, fields, limit=0):
		days = days_of(service)
		if days != service.verify_every_days:
			service.verify_every_days = days
			verification.set_standing(service)
			changed = {field: service[field] for field in ("verify_every_days", "due_on", "freshness")}
			frappe.db.set_value(SERVICE, service.name, changed, update_modified=False)
			frappe.clear_document_cache(SERVICE, service.name)
