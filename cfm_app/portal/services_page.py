"""The public directory of services: searched, read and printed without a script, an account or a cookie."""

from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.directory import public, public_entry
from cfm_app.directory.public import Asked
from cfm_app.portal import counters, services_map
from cfm_app.rules.area_paths import STEP, is_within
from cfm_app.rules.public_directory import WHO

VISITS_AN_HOUR = 1200
A_PAGE, PRINTED = 10, 25
LONGEST_WORDS = 80
AREAS_SHOWN = 60
LANGUAGES = ("ar", "ckb", "en", "es", "fa", "fr", "ku", "nl", "ps", "ru", "so", "sw", "tr", "uk", "ur")


def answer(request) -> tuple[int, str, dict]:
	"""Return (HTTP status, template, context) for the list, its print view, its map or one service."""
	if counters.count("directory visits", counters.source()) >= VISITS_AN_HOUR:
		sorry = _("Too many pages were asked for from your network. Please come back in an hour.")
		return 429, "services_wait.html", {"sorry": sorry, "retry_after": counters.HOUR}
	asked = request.args
	return _one(asked["service"]) if asked.get("service") else _list(asked)


def _one(name: str) -> tuple[int, str, dict]:
	row = public.one(name[:20])
	if not row:
		return (
			404,
			"services_wait.html",
			{"sorry": _("This service is not in the directory, or not any more.")},
		)
	entry = public_entry.told(row, frappe.local.lang)
	return (
		200,
		"service.html",
		{"entry": entry, "heading": entry["title"], "kept": _query(service=row["name"])},
	)


def _list(args) -> tuple[int, str, dict]:
	asked, in_print = _read(args), args.get("print") == "1"
	found, words = public.find(asked), _words(asked)
	on_map = services_map.is_offered(found)
	around = {"asked": asked, "heading": _("Services near you"), "on_list": _query(**words), "on_map": on_map}
	if on_map and args.get("map") == "1" and not in_print:
		return (
			200,
			"services_map.html",
			around | services_map.context(found) | {"kept": _query(**words, map=1)},
		)
	around |= _page_of(found, cint(args.get("page")), PRINTED if in_print else A_PAGE)
	if in_print:
		place = _title("CFM Area", asked.area)
		return 200, "services_print.html", around | {"kept": _query(**words, print=1), "place": place}
	return 200, "services.html", around | {"kept": _query(**words)} | _choices(asked)


def _page_of(found: list[dict], number: int, size: int) -> dict:
	pages = max(-(-len(found) // size), 1)
	page = min(max(number, 1), pages)
	rows = found[(page - 1) * size : page * size]
	return {
		"entries": [public_entry.told(row, frappe.local.lang) for row in rows],
		"page_number": page,
		"pages": pages,
	}


def _read(args) -> Asked:
	"""Return what is looked for; a code that nobody offers counts as not said."""
	need = args.get("need") or ""
	return Asked(
		words=(args.get("words") or "")[:LONGEST_WORDS],
		service_type=need if frappe.db.exists("CFM Service Type", {"name": need, "is_active": 1}) else "",
		sector=need if frappe.db.exists("CFM Sector", {"name": need, "is_active": 1}) else "",
		area=area
		if frappe.db.exists("CFM Area", {"name": (area := args.get("area") or ""), "is_active": 1})
		else "",
		language=args.get("speaks") if args.get("speaks") in LANGUAGES else "",
		who=args.get("who") if args.get("who") in WHO else "",
		free=args.get("free") == "1",
		open_now=args.get("open") == "1",
	)


def _words(asked: Asked) -> dict:
	"""Return the arguments of an address that asks the same again."""
	return {
		"words": asked.words,
		"need": asked.service_type or asked.sector,
		"area": asked.area,
		"speaks": asked.language,
		"who": asked.who,
		"free": int(asked.free) or "",
		"open": int(asked.open_now) or "",
	}


def _query(**arguments) -> str:
	"""Return what follows the language in an address: "&area=IDLIB", "" for nothing."""
	told = urlencode({name: value for name, value in arguments.items() if value})
	return f"&{told}" if told else ""


def _choices(asked: Asked) -> dict:
	return {
		"need": asked.service_type or asked.sector,
		"needs": _needs(),
		"areas": _areas(asked.area),
		"spoken": [(code, public_entry.language_name(code, frappe.local.lang)) for code in LANGUAGES],
		"people": [(who, _(who)) for who in WHO],
	}


def _needs() -> list[tuple[str, str, list]]:
	"""Return [(sector, title, [(type, title)])] in the order of the office."""
	sectors = _active("CFM Sector", ["name", "title"])
	types = _active("CFM Service Type", ["name", "title", "sector"])
	return [
		(each.name, _(each.title), [(one.name, _(one.title)) for one in types if one.sector == each.name])
		for each in sectors
		if any(one.sector == each.name for one in types)
	]


def _active(doctype: str, fields: list[str]) -> list:
	return frappe.get_all(doctype, {"is_active": 1}, fields, order_by="sort, name", limit=200)


def _areas(chosen: str) -> list[tuple[str, str, int]]:
	"""Return [(area, title, depth)]: the large areas, and those within the one that is chosen.

	They are the areas of the organisation, whether or not there is a service, so that none of them tells anything.
	"""
	path = frappe.get_cached_value("CFM Area", chosen, "path") if chosen else ""
	wanted = {"is_active": 1, "parent_cfm_area": ["is", "set"]}
	rows = frappe.get_all("CFM Area", wanted, ["name", "title", "path"], order_by="path", limit=5000)
	shown = [row for row in rows if _offers(row.path, path)]
	return [(row.name, _(row.title), len(row.path) // STEP - 2) for row in shown[:AREAS_SHOWN]]


def _offers(path: str, chosen: str) -> bool:
	above = path[:-STEP]
	return len(path) <= STEP * 2 or (bool(chosen) and is_within(chosen, above))


def _title(doctype: str, name: str) -> str:
	return _(frappe.get_cached_value(doctype, name, "title")) if name else ""
