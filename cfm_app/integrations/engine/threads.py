"""Finds the files a sender has with us, so that what she adds lands there. Nobody is told what is in them."""

from datetime import datetime

from pypika.functions import Max

import frappe
from frappe.utils import now_datetime

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import phone_region_of
from cfm_app.confidentiality import persons
from cfm_app.integrations.base.types import Address
from cfm_app.rules.contact_points import normalise_email, normalise_phone
from cfm_app.rules.message_threads import ASKED_LATELY, File, belongs_to, references_in
from cfm_app.workflows import states

CONTACT, COMPLAINT, MESSAGE, STEP = "CFM Interaction", "Complaint", "CFM Message", "CFM Step"
OPEN_CONTACT = ("New", "Claimed")
WAITS_FOR_PERSON = "waiting for complainant"
MOST_FILES = 50


def find(sender: Address, contact_point: str | None, words: str, answered: list[str]) -> File | None:
	"""Return the complaint or open contact a message belongs to, None for a new contact.

	`answered`: records of our own messages that this one says it answers, as an e-mail does.
	"""
	mentioned = [*answered, *references_in(words)]
	written = _written_to(contact_point) if contact_point else {}
	hers = {name: None for name in mentioned if name not in written and _is_complainant(sender, name)}
	names = {**written, **hers}
	return belongs_to([*_contacts(names), *_complaints(names)], mentioned, now_datetime()) if names else None


def _written_to(contact_point: str) -> dict[str, datetime]:
	"""Return {record: when the last message came or went} of a contact point."""
	table = frappe.qb.DocType(MESSAGE)  # reason: the engine's own rows, nobody is shown them
	query = frappe.qb.from_(table).select(table.record, Max(table.creation)).groupby(table.record)
	query = query.where(table.contact_point == contact_point).where(table.record.isnotnull())
	return dict(query.orderby(Max(table.creation), order=frappe.qb.desc).limit(MOST_FILES).run())


def _is_complainant(sender: Address, record: str) -> bool:
	"""Tell whether somebody with this number or address is the complainant of a record she names."""
	doctype = COMPLAINT if record.startswith("C-") else CONTACT
	row = frappe.db.get_value(  # reason: the answer is a yes or no that the sender never hears
		doctype, record, ["name", "area"], as_dict=True
	)
	return bool(row and sender.value) and _same_address(
		sender, persons.contact_of(row), phone_region_of(row.area)
	)


def _same_address(sender: Address, identity: dict, region: str) -> bool:
	if sender.kind in ("phone", "whatsapp"):
		return normalise_phone(identity.get("phone") or "", region or None) == sender.value
	return sender.kind == "email" and normalise_email(identity.get("email") or "") == sender.value


def _contacts(names: dict) -> list[File]:
	table = frappe.qb.DocType(CONTACT)  # reason: the engine files a message, nobody is shown the contact
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(list(names)))
	rows = query.where(table.state.isin(OPEN_CONTACT)).run(pluck=True)
	return [File(CONTACT, name, names[name], is_contact=True) for name in rows]


def _complaints(names: dict) -> list[File]:
	table = frappe.qb.DocType(COMPLAINT)  # reason: the engine files a message, nobody is shown the complaint
	query = frappe.qb.from_(table).select(
		table.name, table.interaction, table.waiting_reason, table.workflow_state
	)
	known = list(names)
	rows = query.where(table.name.isin(known) | table.interaction.isin(known)).run(as_dict=True)
	asked = _asked([row.name for row in rows])
	return [_complaint(row, names, asked.get(row.name)) for row in rows]


def _complaint(row, names: dict, asked_on) -> File:
	is_open = row.workflow_state not in states.ENDED
	written = [names[name] for name in (row.name, row.interaction) if names.get(name)]
	return File(
		COMPLAINT,
		row.name,
		max(written, default=None),
		contact=row.interaction or "",
		is_waiting=is_open and row.waiting_reason == WAITS_FOR_PERSON,
		asked_on=asked_on if is_open else None,
	)


def _asked(complaints: list[str]) -> dict[str, datetime]:
	"""Return {complaint: when the person was last asked something}, as far as it may still be answered."""
	table = frappe.qb.DocType(STEP)  # reason: the engine files a message, nobody is shown the steps
	query = frappe.qb.from_(table).select(table.complaint, Max(table["at"])).groupby(table.complaint)
	query = query.where(table.complaint.isin(complaints or [""])).where(table.kind == "question to person")
	return dict(query.where(table["at"] >= now_datetime() - ASKED_LATELY).run())
