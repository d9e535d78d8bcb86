"""A place goes into hiding: whatever the directory still keeps that leads there is forgotten, in the log and in files, too."""

import frappe

from cfm_app.directory.changes import CHANGE
from cfm_app.directory.exchange_rows import SERVICE, SITE
from cfm_app.directory.import_hiding import ids_of
from cfm_app.directory.suggestions import OF_SITE, SUGGESTION
from cfm_app.rules.directory_rows import SITES
from cfm_app.rules.public_directory import kept_path

IMPORT = "CFM Directory Import"
LEADS_THERE = ("address", "phone", "latitude", "longitude")
# what is kept under these names may say where it was
TOLD_UNDER = {CHANGE: ("sites", "the provider says"), SUGGESTION: OF_SITE}
FORGOTTEN = "…"


def forget_if_hidden(service, before) -> None:
	"""Forget where a service was when more of its places are hidden than before."""
	if _hidden(service) > (_hidden(before) if before else 0):
		forget(service.name)


def hide_all_of_type(service_type: str) -> None:
	"""Hide every place where services of this type are given, and forget where they are."""
	for name in frappe.get_all(SERVICE, {"service_type": service_type}, pluck="name"):
		nothing = dict.fromkeys(LEADS_THERE)
		frappe.db.set_value(
			SITE, {"parent": name}, {**nothing, "latitude": 0, "longitude": 0, "is_hidden": 1}
		)
		keep_large_areas({"parent": name})
		frappe.clear_document_cache(SERVICE, name)
		forget(name)


def large_area(area: str | None) -> str | None:
	"""Return the smallest area that is written down for a hidden place in this one: itself, or one above it."""
	path = (frappe.db.get_value("CFM Area", area, "path") if area else "") or ""
	kept = kept_path(path)
	return area if kept == path else frappe.db.get_value("CFM Area", {"path": kept})


def keep_large_areas(of: dict) -> None:
	"""Take the towns out of the hidden places that fit this filter."""
	for site in frappe.get_all(SITE, {**of, "is_hidden": 1}, ["name", "area"], limit=0):
		frappe.db.set_value(SITE, site.name, "area", large_area(site.area), update_modified=False)


def forget(service: str) -> None:
	"""Take out of the log of changes, the suggestions and the files that came in what tells where this service is given."""
	for table, fields in TOLD_UNDER.items():
		told = {"service": service, "field": ["in", fields]}
		for side in ("before", "after"):
			frappe.db.set_value(table, {**told, side: ["!=", ""]}, side, FORGOTTEN, update_modified=False)
	title, imported_id = frappe.db.get_value(SERVICE, service, ["title", "imported_id"])
	for name in frappe.get_all(IMPORT, pluck="name", limit=0):
		_forget_in_file(name, {title, *ids_of(service, imported_id)})


def _forget_in_file(name: str, called: set[str]) -> None:
	file = frappe.db.get_value(IMPORT, name, ["rows", "log"], as_dict=True)
	rows, log = frappe.parse_json(file.rows or "{}"), frappe.parse_json(file.log or "[]")
	kept = [row for row in rows.get(SITES) or [] if str(row.get("service") or "").strip() not in called]
	mine = [each for each in log if each["name"] in called and each["before"].pop("sites", None)]
	if mine or len(kept) < len(rows.get(SITES) or []):
		values = {"rows": frappe.as_json({**rows, SITES: kept}), "log": frappe.as_json(log) if log else None}
		frappe.db.set_value(IMPORT, name, values, update_modified=False)


def is_in_hiding(referral) -> bool:
	"""Tell whether who helps works in hiding: the service, or any service of a provider that was asked as a whole."""
	asked = {"name": referral.service} if referral.service else {"provider": referral.provider}
	services = frappe.get_all(SERVICE, asked, pluck="name", limit=0)
	return bool(services and frappe.db.exists(SITE, {"parent": ["in", services], "is_hidden": 1}))


def _hidden(service) -> int:
	return sum(bool(site.is_hidden) for site in service.sites)
