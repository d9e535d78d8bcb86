"""Finds who agreed to information messages, and where each was in touch, for the rules of broadcasts to choose from.

Nothing of it is shown to anybody: contact points go into the vault, counts to the screen.
"""

import json
from collections import defaultdict

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce
from frappe.utils import getdate

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.persons import COMPLAINANT, wishes_of_people
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import contact_points
from cfm_app.integrations.engine.policy import WITH_COUNTRY
from cfm_app.rules.addresses import country_of
from cfm_app.rules.broadcasts import KINDS_OF_LINE, Audience, Candidate, Contact
from cfm_app.rules.sending_policy import country_is_allowed

RECORDS = ("CFM Interaction", "Complaint")
SCOPES = ("information", "all")
MOST_CONFIDENTIAL = 6
UNCLASSIFIED = ("New", "Claimed")


def audience_of(broadcast) -> Audience:
	"""Return whom a broadcast is for, as the rules take it."""
	return Audience(
		area_path=frappe.db.get_value("CFM Area", broadcast.area, "path") if broadcast.area else "",
		project=broadcast.project or "",
		language=broadcast.language or "",
		written_since=getdate(broadcast.written_since) if broadcast.written_since else None,
	)


def candidates(line) -> list[Candidate]:
	"""Return everybody of a line's kind who ever agreed to information messages."""
	agreed = _agreed(KINDS_OF_LINE[line.kind])
	records, not_safe = _records(), _not_safe({rows[-1].person for rows in agreed.values()})
	return [_candidate(rows, records, line, not_safe) for rows in agreed.values()]


def _candidate(rows: list[dict], records: dict, line, not_safe: set[str]) -> Candidate:
	"""Make a candidate of the changes in her consent, the oldest first."""
	newest, agreement = rows[-1], [row for row in rows if row.change == "in"][-1]
	return Candidate(
		contact_point=newest.name,
		language=newest.language or line.language or "en",
		consent=_place_of(agreement),
		records=tuple(records[newest.name]),
		hindrance="stopped" if newest.person in not_safe else _hindrance(newest, line),
	)


def _not_safe(people: set[str]) -> set[str]:
	"""Return who said that messages are not safe; agreeing to information later does not take that back."""
	wishes = wishes_of_people({person for person in people if person})
	return {person for person, stated in wishes.items() if stated.get("safe_to_message") is False}


def _hindrance(row: dict, line) -> str:
	if row.opted_out:
		return "stopped"
	if row.unreachable_on:
		return "unreachable"
	return "foreign" if row.kind in WITH_COUNTRY and not _is_allowed(country_of(_address(row)), line) else ""


def _is_allowed(country: str, line) -> bool:
	everywhere = frappe.get_cached_doc("CFM Channel Settings").allowed_countries
	return country_is_allowed(country, everywhere, line.countries)


def _address(row: dict) -> Address:
	opened = sealing.open_sealed(row.sealed, row.key_id, contact_points.place(row.name))
	return Address(row.kind, json.loads(opened)["address"])


def _agreed(kinds: tuple[str, ...]) -> dict[str, list[dict]]:
	"""Return {contact point: its changes of consent}, for those that were in at least once."""
	ledger, point, line, area = (
		frappe.qb.DocType(name)
		for name in ("CFM Consent Ledger", "CFM Contact Point", "CFM Message Line", "CFM Area")
	)
	query = (
		frappe.qb.from_(ledger)
		.join(point)
		.on(point.name == ledger.contact_point)
		.left_join(line)
		.on(line.name == ledger.line)
		.left_join(area)
		.on(area.name == line.area)
		.select(
			*(point[field] for field in ("name", "kind", "sealed", "key_id", "language")),
			*(point[field] for field in ("person", "opted_out", "unreachable_on")),
			*(ledger.change, ledger.at, line.project, area.path.as_("area_path")),
		)
		.where(ledger.scope.isin(SCOPES))
		.where(point.kind.isin(kinds))
		.orderby(ledger.at)
		.orderby(ledger.creation)
	)
	changes = defaultdict(list)
	for row in query.run(as_dict=True):
		changes[row.name].append(row)
	return {name: rows for name, rows in changes.items() if any(row.change == "in" for row in rows)}


def _records() -> dict[str, list[Contact]]:
	"""Return {contact point: every contact and complaint it is known from}, by its messages and by its person."""
	found: dict[str, list[Contact]] = defaultdict(list)
	for doctype in RECORDS:
		for query in (_by_message(doctype), _by_person(doctype)):
			for row in query.run(as_dict=True):
				found[row.contact_point].append(_place_of(row))
	return found


def _by_message(doctype: str):
	message = frappe.qb.DocType("CFM Message")  # reason: who is found is shown to nobody
	query = frappe.qb.from_(message).select(message.contact_point).distinct()
	query = query.where(message.direction == "In").where(message.record_type == doctype)
	return _with_record(query.where(message.contact_point != ""), doctype, message.record)


def _by_person(doctype: str):
	# reason: who is found is shown to nobody
	point, party = frappe.qb.DocType("CFM Contact Point"), frappe.qb.DocType("CFM Party")
	query = frappe.qb.from_(point).join(party).on(party.person == point.person)
	query = query.select(point.name.as_("contact_point")).distinct().where(point.person != "")
	query = query.where(party.role == COMPLAINANT).where(party.record_type == doctype)
	return _with_record(query, doctype, party.record)


def _with_record(query, doctype: str, name):
	# reason: only level, place, project and day are read, and shown to nobody
	record, key = frappe.qb.DocType(doctype), frappe.qb.DocType("CFM Access Key")
	query = query.join(record).on(record.name == name).left_join(key).on(key.name == record.access_key)
	level = Coalesce(key.level, MOST_CONFIDENTIAL)
	if doctype == "CFM Interaction":
		# nobody has looked at it yet, so it may be about anything
		level = Case().when(record.state.isin(UNCLASSIFIED), MOST_CONFIDENTIAL).else_(level)
	return query.select(
		level.as_("level"),
		Coalesce(key.area_path, "").as_("area_path"),
		record.project,
		record.received_on.as_("at"),
	)


def _place_of(row: dict) -> Contact:
	day = getdate(row["at"]) if row["at"] else None
	return Contact(row.get("level") or 0, row["area_path"] or "", row["project"] or "", day)
