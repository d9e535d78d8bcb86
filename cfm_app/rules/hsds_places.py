"""Reads where a service is given, and when, out of the Open Referral specification."""

from cfm_app.rules.directory_rows import LONGEST_LINE
from cfm_app.rules.hsds import AREAS
from cfm_app.rules.hsds_hours import NotWeekly, has_offset, hours
from cfm_app.rules.hsds_told import AREA, words_of

AT, LOCATION, SCHEDULE = "service_at_location", "location", "schedule"
TAKEN_AT = frozenset(("location", "phones", "schedules"))
TAKEN_LOCATION = frozenset(
	("name", "location_type", "addresses", "latitude", "longitude", "phones", "schedules", "attributes")
)
OWN_LOCATION = frozenset(("accessibility", "transportation"))
ADDRESS_PARTS = ("address_1", "address_2", "city", "region", "state_province", "postal_code")
TAKEN_ADDRESS = frozenset((*ADDRESS_PARTS, "country", "address_type"))
AREA_PARTS = ("city", "region", "state_province")
TAKEN_SCHEDULE = frozenset(
	(
		"freq",
		"byday",
		"opens_at",
		"closes_at",
		"interval",
		"valid_from",
		"valid_to",
		"until",
		"wkst",
		"dtstart",
		"description",
	)
)
TAKEN_PHONE = frozenset(("number",))
FURTHEST = {"latitude": 90, "longitude": 180}
PHYSICAL, VIRTUAL = "physical", "virtual"


def places(reading, service: dict, mine: bool) -> list[dict]:
	"""Return the sites of a service: [{title, area, address, latitude, longitude, hours, phone}].

	Hours and phones of the place hold where the service has none there, and those of the service where the place has
	none. What is only on the internet is no site.
	"""
	told = reading.told
	found = []
	for at in told.objects("service.service_at_locations", service.get("service_at_locations")):
		location = _location(reading, at)
		told.leave_rest(AT, at, TAKEN_AT)
		if location.get("location_type") == VIRTUAL:
			told.leave("location (virtual)")
			continue
		found.append(_site(reading, at, location, service, mine))
	if not found:
		_leave_without_place(told, service)
	return found


def _leave_without_place(told, service: dict) -> None:
	for name in ("schedules", "phones"):
		if service.get(name):
			told.leave(f"service.{name}")


def _location(reading, at: dict) -> dict:
	location = at.get("location")
	known = (
		location if isinstance(location, dict) else reading.locations.get(words_of(at.get("location_id")), {})
	)
	reading.used.add(words_of(known.get("id")))
	return known


def _site(reading, at: dict, location: dict, service: dict, mine: bool) -> dict:
	told = reading.told
	address = _address(told, location)
	told.leave_rest(LOCATION, location, TAKEN_LOCATION | (OWN_LOCATION if mine else frozenset()))
	levels = (at, location, service)
	name, written = words_of(location.get("name"), mine), _written(address, mine)
	return {
		"title": name[:LONGEST_LINE] or written.split("\n")[0][:LONGEST_LINE],
		"area": _area(reading, location, address, name or written or words_of(location.get("id"))),
		"address": written,
		**_position(told, location),
		"hours": _hours(reading, levels, mine),
		"phone": _phone(told, levels),
	}


def _address(told, location: dict) -> dict:
	"""Return the address where people go; the others are told."""
	addresses = told.objects("location.addresses", location.get("addresses"))
	wanted = sorted(addresses, key=lambda each: each.get("address_type") != PHYSICAL)
	told.leave_more("location.addresses", wanted)
	if not wanted:
		return {}
	told.leave_rest("address", wanted[0], TAKEN_ADDRESS)
	return wanted[0]


def _written(address: dict, mine: bool) -> str:
	if mine:
		return words_of(address.get("address_1"), own=True)
	return ", ".join(dict.fromkeys(filter(None, (words_of(address.get(part)) for part in ADDRESS_PARTS))))


def _area(reading, location: dict, address: dict, otherwise: str) -> str:
	"""Return the code of the smallest area that is known; else the words of the file, to be asked for."""
	parts = [word for word in (words_of(address.get(part)) for part in AREA_PARTS) if word]
	words = ", ".join(parts) or otherwise
	code = reading.dictionary.find(AREA, words, *own_code(location), *parts)
	return code or (reading.told.ask(AREA, words) if words else "")


def own_code(found: dict) -> tuple[str, ...]:
	"""Return the code of an area as one of our own files names it."""
	attributes = found.get("attributes")
	for each in attributes if isinstance(attributes, list) else []:
		term = each.get("taxonomy_term") if isinstance(each, dict) else None
		if isinstance(term, dict) and term.get("taxonomy") == AREAS:
			return (words_of(term.get("code")),)
	return ()


def _position(told, location: dict) -> dict:
	found = {name: location.get(name) for name in FURTHEST}
	if all(_is_on_earth(found[name], most) for name, most in FURTHEST.items()):
		return {name: f"{value:.9f}".rstrip("0").rstrip(".") for name, value in found.items()}
	if any(value is not None for value in found.values()):
		told.leave("location.latitude")
	return {"latitude": "", "longitude": ""}


def _is_on_earth(value, most: int) -> bool:
	return isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most


def _hours(reading, levels: tuple[dict, ...], mine: bool) -> str:
	told = reading.told
	found = _first(told, levels, "schedules")
	for schedule in found:
		told.leave_rest(SCHEDULE, schedule, TAKEN_SCHEDULE)
	told.leave("schedules (time zone)", sum(has_offset(schedule) for schedule in found))
	if mine:
		found = [{**schedule, "valid_from": "", "valid_to": ""} for schedule in found]
	try:
		return hours(found, reading.today)
	except NotWeekly:
		told.leave("schedules (not weekly)")
		return ""


def _phone(told, levels: tuple[dict, ...]) -> str:
	phones = _first(told, levels, "phones")
	told.leave_more("phones", phones)
	for phone in phones[:1]:
		told.leave_rest("phone", phone, TAKEN_PHONE)
	return words_of(phones[0].get("number"))[:LONGEST_LINE] if phones else ""


def _first(told, levels: tuple[dict, ...], name: str) -> list[dict]:
	"""Return the list of the level that stands nearest to the site."""
	return next((found for level in levels if (found := told.objects(name, level.get(name)))), [])
