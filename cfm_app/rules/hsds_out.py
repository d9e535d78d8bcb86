"""Turns rows of the directory into organizations and services of the Open Referral specification."""

import re
from dataclasses import dataclass, field

from cfm_app.rules import hsds, hsds_hours
from cfm_app.rules.directory_rows import ID, PROVIDERS, SERVICES
from cfm_app.rules.hsds import ATTRIBUTES, ORGANIZATION, OWN, SERVICE, derived

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?")
ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\[\]]+")
PHYSICAL = "physical"


@dataclass(frozen=True)
class Place:
	"""An area in words: its name, that of the area it is a part of, and the country in two letters, "" when unknown."""

	title: str
	part_of: str = ""
	country: str = ""


@dataclass(frozen=True)
class Words:
	"""What the codes of the rows mean, and what is known beside them.

	`kinds`: {code of a service type: its name}; `places`: {code of an area: Place}; `labels`: {column: words};
	`checked`: {id of a service: (day, how)} of the last verification; `changed`: {id of a service: moment in UTC}.
	"""

	kinds: dict[str, str] = field(default_factory=dict)
	places: dict[str, Place] = field(default_factory=dict)
	labels: dict[str, str] = field(default_factory=dict)
	checked: dict[str, tuple[str, str]] = field(default_factory=dict)
	changed: dict[str, str] = field(default_factory=dict)


def organization(row: dict) -> dict:
	"""Return a provider as an organization. Its id must be one of the specification."""
	website = row["website"] or ""
	is_address = bool(ADDRESS.fullmatch(website))
	return _filled(
		{
			"id": row[ID],
			"name": row["title"],
			"description": row["title"],
			"email": row["public_email"],
			"website": website if is_address else "",
			"phones": _phones(row["public_phone"], row[ID]),
			"attributes": _attributes(
				ORGANIZATION, row, (*ATTRIBUTES[PROVIDERS], *(() if is_address else ("website",)))
			),
		},
		keep=("name", "description"),
	)


def service(row: dict, sites: list[dict], provider: dict, words: Words) -> dict:
	"""Return a service in full. `provider`: its organization, `sites`: its visible sites."""
	own = row[ID]
	day, how = words.checked.get(own, ("", ""))
	return _filled(
		{
			"id": own,
			"organization_id": provider["id"],
			"name": row["title"],
			"description": row["plain_words"],
			"status": _status(row),
			"application_process": row["access_words"],
			"fees_description": row["cost"],
			"eligibility_description": row["vulnerability"],
			"minimum_age": row["age_from"],
			"maximum_age": row["age_to"],
			"assured_date": day,
			"last_modified": words.changed.get(own, ""),
			"languages": _languages(row["languages"], own),
			"required_documents": _documents(row["documents"], own),
			"service_areas": _service_areas(row["catchment"], own, words),
			"service_at_locations": [
				_service_at_location(site, number, row, words) for number, site in enumerate(sites, 1)
			],
			"organization": provider,
			"attributes": [
				_kind(row["service_type"], own, words),
				*_attributes(SERVICE, row, ATTRIBUTES[SERVICES]),
			],
			"metadata": _verification(own, day, how, provider["name"]),
		},
		keep=("name",),
	)


def _status(row: dict) -> str:
	if not row["is_active"]:
		return hsds.INACTIVE
	return hsds.CLOSED if row["capacity"] == hsds.SUSPENDED else hsds.ACTIVE


def _service_at_location(site: dict, number: int, row: dict, words: Words) -> dict:
	own = derived(SERVICES, row[ID], "site", number)
	return _filled(
		{
			"id": own,
			"service_id": row[ID],
			"location_id": derived(own, "location"),
			"phones": _phones(site["phone"], own),
			"schedules": [
				_filled({"id": derived(own, "schedule", at), **schedule, **_validity(row)})
				for at, schedule in enumerate(hsds_hours.schedules(site["hours"]))
			],
			"location": _location(derived(own, "location"), site, row, words),
		}
	)


def _validity(row: dict) -> dict:
	return {"valid_from": row["starts_on"], "valid_to": row["ends_on"]}


def _location(own: str, site: dict, row: dict, words: Words) -> dict:
	found = _filled(
		{
			"id": own,
			"location_type": PHYSICAL,
			"name": site["title"],
			"addresses": _addresses(own, site, words),
			"accessibility": [
				{
					"id": derived(own, column),
					"location_id": own,
					"description": words.labels.get(column, column),
				}
				for column in hsds.ACCESSIBLE
				if row[column]
			],
			"transportation": words.labels.get("has_transport", "") if row["has_transport"] else "",
			"attributes": [_area(site["area"], own, "location", words)],
		}
	)
	if site["latitude"] or site["longitude"]:
		found.update({"latitude": site["latitude"] or 0, "longitude": site["longitude"] or 0})
	return found


def _addresses(own: str, site: dict, words: Words) -> list[dict]:
	"""Return the address of a site: the specification wants town, province and country, which its area knows."""
	if not site["address"]:
		return []
	place = words.places.get(site["area"]) or Place(site["area"])
	return [
		{
			"id": derived(own, "address"),
			"location_id": own,
			"address_1": site["address"],
			"city": place.title,
			"state_province": place.part_of,
			"postal_code": "",
			"country": place.country,
			"address_type": PHYSICAL,
		}
	]


def _service_areas(catchment: str | None, own: str, words: Words) -> list[dict]:
	codes = [code for code in (catchment or "").split(", ") if code]
	return [
		{
			"id": derived(own, "area", code),
			"service_id": own,
			"name": words.places[code].title if code in words.places else code,
			"attributes": [_area(code, own, "service_area", words)],
		}
		for code in codes
	]


def _languages(languages: str | None, own: str) -> list[dict]:
	spoken = dict.fromkeys(word.strip() for word in (languages or "").split(",") if word.strip())
	return [
		{
			"id": derived(own, "language", word),
			"service_id": own,
			"code" if CODE.fullmatch(word) else "name": word,
		}
		for word in spoken
	]


def _documents(documents: str | None, own: str) -> list[dict]:
	"""Return one document for each line; a text with empty lines between stays one, so that it comes back as it is."""
	lines = (documents or "").split("\n")
	wanted = lines if all(line and line == line.strip() for line in lines) else [documents]
	return [
		{"id": derived(own, "document", number), "service_id": own, "document": line}
		for number, line in enumerate(wanted)
		if line
	]


def _phones(number: str | None, own: str) -> list[dict]:
	return [{"id": derived(own, "phone"), "number": number}] if number else []


def _kind(code: str, own: str, words: Words) -> dict:
	return _term(hsds.KINDS, code, words.kinds.get(code) or code, own, SERVICE)


def _area(code: str, own: str, entity: str, words: Words) -> dict:
	return _term(hsds.AREAS, code, words.places[code].title if code in words.places else code, own, entity)


def _term(taxonomy: str, code: str, name: str, own: str, entity: str) -> dict:
	"""Return an attribute that names a term of one of our lists."""
	term = {
		"id": derived(taxonomy, code),
		"code": code,
		"name": name,
		"description": name,
		"taxonomy": taxonomy,
		"taxonomy_id": derived(taxonomy),
	}
	return {
		"id": derived(own, taxonomy, code),
		"link_id": own,
		"link_entity": entity,
		"taxonomy_term_id": term["id"],
		"taxonomy_term": term,
	}


def _attributes(entity: str, row: dict, columns: tuple[str, ...]) -> list[dict]:
	"""Return our own columns as attributes. `is_active` is always among them: it tells that the object is ours."""
	return [
		{
			"id": derived(row[ID], column),
			"link_id": row[ID],
			"link_entity": entity,
			"link_type": f"{OWN}{column}",
			"value": str(row[column]),
		}
		for column in columns
		if row[column] or column == "is_active"
	]


def _verification(own: str, day: str, how: str, provider: str) -> list[dict]:
	"""Return when the entry was last verified. Who did it is a person of the staff and stays at home."""
	if not day:
		return []
	return [
		{
			"id": derived(own, "verified", day),
			"resource_id": own,
			"resource_type": SERVICE,
			"last_action_date": day,
			"last_action_type": f"verified {how}".strip(),
			"field_name": "assured_date",
			"previous_value": "",
			"replacement_value": day,
			"updated_by": provider if how == "by the provider" else "",
		}
	]


def _filled(found: dict, keep: tuple[str, ...] = ()) -> dict:
	"""Leave out what is empty: the specification wants a missing field rather than an empty one."""
	return {name: value for name, value in found.items() if value or name in keep}
