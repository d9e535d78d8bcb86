"""The directory as a file of the Open Referral specification (HSDS): a zip with organizations.json and services.json.

A bare list of services has no place for a provider without one; each of the two files stands for itself.
"""

import json
import zipfile
from datetime import timezone
from io import BytesIO
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import get_system_timezone, getdate

from cfm_app.directory.exchange_rows import PROVIDER, SERVICE
from cfm_app.exceptions import GuardRefused
from cfm_app.rules import hsds, hsds_in, hsds_out
from cfm_app.rules.directory_rows import ID, PROVIDERS, SERVICES, SITES
from cfm_app.rules.hsds_told import Dictionary

DOCTYPES = {PROVIDERS: PROVIDER, SERVICES: SERVICE}
ORGANIZATIONS_FILE, SERVICES_FILE = "organizations.json", "services.json"
MOST_BYTES, MOST_UNPACKED, MOST_VALUES = 8_000_000, 60_000_000, 3_000_000
MOST_ROWS, MOST_PARTS, DEEPEST = 10_000, 20, 40
LISTS = ("contents", "services", "service", "organizations", "organization")
"""Names under which publishers hand out lists: `contents` is a page of the specification's own interface."""


def write(rows: dict[str, list[dict]]) -> bytes:
	"""Return the file of rows."""
	ids = {sheet: _ids(sheet) for sheet in DOCTYPES}
	providers = {
		row[ID]: hsds_out.organization({**row, ID: ids[PROVIDERS][row[ID]]}) for row in rows[PROVIDERS]
	}
	words, sites = _words(ids[SERVICES]), {}
	for site in rows[SITES]:
		sites.setdefault(site["service"], []).append(site)
	services = [
		hsds_out.service(
			{**row, ID: ids[SERVICES][row[ID]]}, sites.get(row[ID], []), providers[row["provider"]], words
		)
		for row in rows[SERVICES]
	]
	return _packed({ORGANIZATIONS_FILE: list(providers.values()), SERVICES_FILE: services})


def read(data: bytes, dictionary: Dictionary) -> hsds_in.Reading:
	"""Return what stands in a file: one or more JSON files, alone or in a zip. Raises GuardRefused."""
	if len(data) > MOST_BYTES:
		_too_large()
	documents = [_parsed(part) for part in (_unpacked(data) if data[:2] == b"PK" else [data])]
	organizations, services = _sorted(documents)
	reading = hsds_in.Reading(dictionary, getdate())
	for each in organizations:
		reading.organization(each)
	for each in services:
		reading.service(each)
	reading.finish()
	if any(len(found) > MOST_ROWS for found in reading.rows.values()):
		_too_large()
	return reading


def _ids(sheet: str) -> dict[str, str]:
	"""Return {id in the rows: id in the file}."""
	rows = frappe.get_all(DOCTYPES[sheet], fields=["name", "imported_id"])
	return {row.imported_id or row.name: hsds.identity(sheet, row.name, row.imported_id) for row in rows}


def _words(ids: dict[str, str]) -> hsds_out.Words:
	meta = frappe.get_meta(SERVICE)
	fields = ["name", "imported_id", "verified_on", "verified_how", "modified"]
	services = [
		(ids[row.imported_id or row.name], row) for row in frappe.get_all(SERVICE, fields=fields, limit=0)
	]
	return hsds_out.Words(
		kinds={row.name: row.title for row in frappe.get_all("CFM Service Type", fields=["name", "title"])},
		places=_places(),
		labels={name: _(meta.get_label(name)) for name in (*hsds.ACCESSIBLE, "has_transport")},
		checked={
			own: (row.verified_on.isoformat(), row.verified_how or "")
			for own, row in services
			if row.verified_on
		},
		changed={own: _in_utc(row.modified) for own, row in services},
	)


def _in_utc(moment) -> str:
	utc = moment.replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc)
	return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def _places() -> dict[str, hsds_out.Place]:
	fields = ["name", "title", "parent_cfm_area", "phone_region"]
	areas = {row.name: row for row in frappe.get_all("CFM Area", fields=fields, limit=0)}
	return {name: _place(row, areas) for name, row in areas.items()}


def _place(row, areas: dict) -> hsds_out.Place:
	above = areas.get(row.parent_cfm_area)
	country, at = row.phone_region, above
	while at and not country:
		country, at = at.phone_region, areas.get(at.parent_cfm_area)
	return hsds_out.Place(row.title, above.title if above else row.title, (country or "").upper())


def _packed(files: dict[str, list]) -> bytes:
	made = BytesIO()
	with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
		for name, found in files.items():
			packed.writestr(name, json.dumps(found, ensure_ascii=False, indent=1))
	return made.getvalue()


def _unpacked(data: bytes) -> list[bytes]:
	"""Return the JSON files of a zip, whose sizes are added up before anything is unpacked."""
	try:
		with zipfile.ZipFile(BytesIO(data)) as packed:
			parts = [part for part in packed.infolist() if part.filename.lower().endswith(".json")]
			if len(packed.infolist()) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
				_too_large()
			found = [packed.read(part) for part in parts if not part.filename.endswith("datapackage.json")]
	except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
		_refuse()
	return found or _refuse()


def _parsed(data: bytes):
	"""Return the document in a JSON file, counted first: a small file may hold millions of empty lists."""
	if sum(data.count(sign) for sign in (b"{", b"[", b",")) > MOST_VALUES:
		_too_large()
	try:
		document = json.loads(data.decode("utf-8-sig"), parse_constant=_not_a_number)
	except (
		ValueError,
		RecursionError,
	):  # UnicodeDecodeError and a number of a million digits are ValueErrors, too
		_refuse()
	return document if _is_flat_enough(document) else _refuse()


def _is_flat_enough(document) -> bool:
	level = [document]
	for _depth in range(DEEPEST):
		level = [child for each in level if isinstance(each, dict | list) for child in _children(each)]
	return not level


def _children(found: dict | list):
	return found.values() if isinstance(found, dict) else found


def _not_a_number(_word: str):
	raise ValueError


def _sorted(documents: list) -> tuple[list[dict], list[dict]]:
	"""Return (organizations, services) of all documents."""
	found = [each for document in documents for each in _listed(document)]
	services = [each for each in found if _is_service(each)]
	organizations = [each for each in found if not _is_service(each)]
	return (organizations, services) if found else _refuse()


def _listed(document) -> list[dict]:
	"""Return the objects of a list, of a page, of a document with several lists, or the one object that it is."""
	if isinstance(document, list):
		return [each for each in document if isinstance(each, dict)]
	if not isinstance(document, dict):
		return []
	lists = [document[name] for name in LISTS if isinstance(document.get(name), list)]
	if lists and "name" not in document:
		return [each for found in lists for each in found if isinstance(each, dict)]
	return [document] if "name" in document else []


def _is_service(found: dict) -> bool:
	return bool({"organization", "organization_id", "status", "service_at_locations"} & found.keys())


def _too_large() -> None:
	frappe.throw(_("This file is too large. Split it."), GuardRefused)


def _refuse() -> None:
	frappe.throw(
		_("This is not a file of Open Referral (HSDS 3) with services in JSON, alone or in a zip."),
		GuardRefused,
	)
