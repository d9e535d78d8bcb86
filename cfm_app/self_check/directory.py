"""Probes: a house that must not be found, in every form in which the directory leaves this site."""

import frappe
from frappe import _lt

from cfm_app.api.desk_services import find_services
from cfm_app.directory import exchange_rows
from cfm_app.self_check.ground import LEARNED
from cfm_app.self_check.probe import probe
from cfm_app.self_check.referral_ground import PLACE, house, told

SITE = "CFM Service Site"
PUBLIC = "/feedback/services"
HIDE_IT = _lt("Open the entry, mark the place as hidden and save it.")


def _pages(ground, service) -> str:
	"""Everything that strangers see of a service, and whether a search for its street finds it."""
	asked = ({}, {"print": "1"}, {"service": service.name}, {"need": service.service_type})
	pages = [ground.request("Guest", f"GET {PUBLIC}", **each) for each in asked]
	found = ground.request("Guest", f"GET {PUBLIC}", words=ground.words)
	return "\n".join([*pages, LEARNED if service.name in found else ""])


def _look_at_an_open_house(ground) -> str:
	return _pages(ground, house(ground, is_hidden=False))


@probe(49, _lt("Strangers look for a hidden place in the public directory"), control=_look_at_an_open_house)
def look_for_a_hidden_house(ground, _user: str) -> str:
	return _without_the_desk(ground, _pages(ground, house(ground, is_hidden=True)))


def _map_of(ground, service) -> str:
	"""The map page, as strangers see it where an administrator has entered pictures for it."""
	settings, pictures = "CFM Settings", "https://tiles.invalid/{z}/{x}/{y}.png"
	try:
		frappe.db.set_single_value(settings, "tiles_address", pictures)
		frappe.clear_document_cache(settings, settings)
		drawn = ground.request("Guest", f"GET {PUBLIC}", map="1", need=service.service_type)
		return told(drawn, *map(str, PLACE))
	finally:
		frappe.clear_document_cache(settings, settings)


def _look_at_the_map_with_an_open_house(ground) -> str:
	return _map_of(ground, house(ground, is_hidden=False))


@probe(
	16,
	_lt("A hidden place stands on the map of the public directory"),
	control=_look_at_the_map_with_an_open_house,
)
def look_for_a_hidden_house_on_the_map(ground, _user: str) -> str:
	return _without_the_desk(ground, _map_of(ground, house(ground, is_hidden=True)))


def _take_out_an_open_house(ground) -> str:
	house(ground, is_hidden=False)
	return frappe.as_json(exchange_rows.current()["sites"])


@probe(49, _lt("A hidden place leaves in a file of the directory"), control=_take_out_an_open_house)
def take_out_a_hidden_house(ground, _user: str) -> str:
	house(ground, is_hidden=True)
	return _without_the_desk(ground, frappe.as_json(exchange_rows.current()))


def _find_an_open_house(ground) -> str:
	return _found(ground, house(ground, is_hidden=False))


@probe(49, _lt("The service finder shows where a hidden place is"), control=_find_an_open_house)
def find_a_hidden_house(ground, _user: str) -> str:
	return _without_the_desk(ground, _found(ground, house(ground, is_hidden=True)))


@probe(
	2,
	_lt("A hidden place is shown by writing into its row alone"),
	guard=("cfm_app.confidentiality.inner_row.InnerRow.validate",),
	reaches_reader=False,
	remedy=HIDE_IT,
)
def unhide_through_the_row(ground, _user: str) -> str:
	"""The reader may write entries of the directory; a row of one is saved past the checks of the entry."""
	service = house(ground, is_hidden=True)
	sent = {"is_hidden": 0, "address": f"{ground.words} street"}
	for target in ("PUT /api/resource/", "PATCH /api/v2/document/"):
		ground.request(ground.reader, f"{target}{SITE}/{service.sites[0].name}", json=sent)
	return LEARNED if not frappe.db.get_value(SITE, service.sites[0].name, "is_hidden") else ""


@probe(
	49,
	_lt("Somebody writes down where a hidden place is"),
	guard=("cfm_app.cfm_app.doctype.cfm_service.cfm_service.CFMService.hide_places",),
	reaches_reader=False,
	remedy=HIDE_IT,
)
def write_down_where_it_is(ground, _user: str) -> str:
	service = house(ground, is_hidden=True)
	frappe.db.set_value(SITE, service.sites[0].name, {"address": "", "phone": ""})
	row = {"name": service.sites[0].name, "title": "House", "area": service.sites[0].area, "is_hidden": 1}
	sent = {"sites": [{**row, "address": "Trial street"}]}
	ground.request(ground.reader, f"PUT /api/resource/CFM Service/{service.name}", json=sent)
	return LEARNED if frappe.db.get_value(SITE, service.sites[0].name, "address") else ""


@probe(
	49,
	_lt("Where a place was is read in the log after it went into hiding"),
	guard=("cfm_app.directory.hiding.forget",),
	reaches_reader=False,
	remedy=HIDE_IT,
)
def read_where_it_was(ground, user: str) -> str:
	service = house(ground, is_hidden=False)
	row = {"name": service.sites[0].name, "title": "House", "area": service.sites[0].area, "is_hidden": 1}
	ground.request(ground.reader, f"PUT /api/resource/CFM Service/{service.name}", json={"sites": [row]})
	wanted = {"fields": ["before", "after"], "filters": [["service", "=", service.name]]}
	return ground.request(user, "GET /api/resource/CFM Service Change", **wanted)


def _found(ground, service) -> str:
	return ground.in_code(ground.reader, lambda: find_services({"service_type": service.service_type}))


def _without_the_desk(ground, shown: str) -> str:
	"""The provider is named to everybody; the house is not."""
	return shown.replace(ground.bytes_word, "")
