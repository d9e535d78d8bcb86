"""Keeps the address of a hidden place out of what is stored of a file: its row is refused, and must not be kept either."""

import frappe

from cfm_app.directory.exchange_rows import SERVICE, SITE
from cfm_app.rules import hsds
from cfm_app.rules.directory_rows import ID, SERVICES, SITES, plain

NEEDED = ("row", ID, "provider", "title", "service_type")
"""What the preview shows of a refused row, and why it is refused."""


def without_hidden(rows: dict[str, list[dict]]) -> dict[str, list[dict]]:
	"""Return the rows of a file without what leads to a hidden place, be it in the directory or meant to become one."""
	kinds, ids = _hidden_kinds(), ids_of_hidden()
	hidden = [row for row in rows.get(SERVICES) or [] if _is_hidden(row, kinds, ids)]
	called = {plain(row.get(ID)) or plain(row.get("title")) for row in hidden}
	numbers = {row["row"] for row in hidden}
	return {
		**rows,
		SERVICES: [
			{name: row[name] for name in NEEDED if name in row} if row["row"] in numbers else row
			for row in rows.get(SERVICES) or []
		],
		SITES: [row for row in rows.get(SITES) or [] if plain(row.get("service")) not in called],
	}


def ids_of_hidden() -> set[str]:
	"""Return every id that a file may name a service by of which all places are hidden."""
	open_places = set(frappe.get_all(SITE, {"parenttype": SERVICE, "is_hidden": 0}, pluck="parent", limit=0))
	places = set(frappe.get_all(SITE, {"parenttype": SERVICE, "is_hidden": 1}, pluck="parent", limit=0))
	of_kind = frappe.get_all(SERVICE, {"service_type": ["in", [*_hidden_kinds(), ""]]}, pluck="name", limit=0)
	names = [*(places - open_places), *of_kind]
	services = frappe.get_all(SERVICE, {"name": ["in", [*names, ""]]}, ["name", "imported_id"], limit=0)
	return {key for row in services for key in ids_of(row.name, row.imported_id)}


def ids_of(name: str, imported_id: str | None) -> set[str]:
	"""Return the ids of a service: its name, the one it came with, and the one it goes out with."""
	return {name, imported_id, hsds.identity(SERVICES, name, imported_id)} - {None, ""}


def _hidden_kinds() -> set[str]:
	return set(frappe.get_all("CFM Service Type", {"is_hidden_place": 1}, pluck="name"))


def _is_hidden(row: dict, kinds: set[str], ids: set[str]) -> bool:
	return plain(row.get("service_type")) in kinds or plain(row.get(ID)) in ids
