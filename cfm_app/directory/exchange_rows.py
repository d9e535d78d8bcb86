"""The directory as rows that may leave: {sheet: [{column: value}]}, the same for every kind of file.

Nothing of a hidden place is among them, nor the names and numbers of focal points.
"""

from collections import defaultdict

import frappe

from cfm_app.rules.directory_rows import COLUMNS, ID, PROVIDERS, SERVICES, SITES
from cfm_app.rules.public_directory import is_secret

PROVIDER, SERVICE = "Service Provider", "CFM Service"
SITE, CATCHMENT = "CFM Service Site", "CFM Service Area"
NOT_FIELDS = {ID, "catchment"}


def current() -> dict[str, list[dict]]:
	"""Return all entries that may leave, in a steady order. Who asks must have checked the right to export."""
	sites, catchment = _children(SITE), _children(CATCHMENT)
	hidden_types = set(frappe.get_all("CFM Service Type", {"is_hidden_place": 1}, pluck="name"))
	services = [
		row
		for row in _rows(SERVICE, SERVICES)
		if not is_secret(row.service_type in hidden_types, [site.is_hidden for site in sites[row.name]])
	]
	providers = _rows(PROVIDER, PROVIDERS)
	ids = {row.name: row.imported_id or row.name for row in (*providers, *services)}
	return {
		PROVIDERS: [_as_row(PROVIDERS, row, {ID: ids[row.name]}) for row in providers],
		SERVICES: [_as_row(SERVICES, row, _of_service(row, ids, catchment)) for row in services],
		SITES: [
			_as_row(SITES, site, {"service": ids[row.name]})
			for row in services
			for site in sites[row.name]
			if not site.is_hidden
		],
	}


def _of_service(row, ids: dict, catchment: dict) -> dict:
	areas = ", ".join(sorted(place.area for place in catchment[row.name]))
	return {ID: ids[row.name], "provider": ids[row.provider], "catchment": areas}


def _rows(doctype: str, sheet: str) -> list:
	fields = [column.name for column in COLUMNS[sheet] if column.name not in NOT_FIELDS]
	return frappe.get_all(doctype, fields=["name", "imported_id", *fields], order_by="creation, name")


def _children(doctype: str) -> dict[str, list]:
	found = defaultdict(list)
	for row in frappe.get_all(doctype, {"parenttype": SERVICE}, ["*"], order_by="parent, idx"):
		found[row.parent].append(row)
	return found


def _as_row(sheet: str, row, own: dict) -> dict:
	return {
		column.name: own[column.name] if column.name in own else _plain(row.get(column.name))
		for column in COLUMNS[sheet]
	}


def _plain(value):
	return value.isoformat() if hasattr(value, "isoformat") else value
