"""The one way in: a contact on any channel becomes an interaction, and complaints are made of it."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import persons
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.confidentiality.vault import read_for_system
from cfm_app.exceptions import AccessRefused
from cfm_app.handling.words import clean_all
from cfm_app.rules.access import FULL

CARRIED_OVER = ("channel", "area", "project", "language", "received_on", "received_via", "received_by")


def take_contact(facts: dict, words: dict, people: list[dict] | None = None):
	"""Create an interaction in the inbox and return it.

	`facts`: fields of CFM Interaction; `words`: {message, …} to seal; `people`: [{role, identity: {name, phone,
	email, alias, wishes}, staff, note}].
	"""
	contact = frappe.new_doc("CFM Interaction", **{"received_on": now_datetime(), **facts})
	contact.update(clean_all(words))
	contact.is_anonymous = int(not _has_complainant(people))
	contact.insert(ignore_permissions=True)  # reason: guests and any staff may hand in what they may not read
	add_people(contact, people)
	return contact


def make_complaint(contact, facts: dict, words: dict | None = None, people: list[dict] | None = None):
	"""Create one complaint of a contact and return it. Raises AccessRefused for who may not classify the contact.

	What the person said is carried over where the operator gave no words of its own for this item.
	"""
	if record_depth(contact) < FULL:
		frappe.throw(_("You may not classify this contact."), AccessRefused)
	said = read_for_system(contact.doctype, contact.name)
	carried = {field: contact.get(field) for field in CARRIED_OVER}
	complaint = frappe.new_doc("Complaint", **{**carried, **facts, "interaction": contact.name})
	complaint.update({"narrative": said.get("message"), **clean_all(words or {})})
	complaint.flags.subjects = _subjects(contact, people)
	complaint.insert()
	persons.copy_parties(contact, complaint)
	add_people(complaint, people)
	return complaint


def add_people(doc, people: list[dict] | None) -> None:
	"""Store the people of a record in the vault. A staff member complained of is locked out at once."""
	from cfm_app.cfm_app.doctype.cfm_area.cfm_area import phone_region_of

	for person in people or []:
		identity = {key: value for key, value in (person.get("identity") or {}).items() if value}
		name = persons.remember(identity, phone_region_of(doc.area)) if identity else ""
		persons.attach(doc, person["role"], name, person.get("staff") or "", person.get("note") or "")
	if people and doc.doctype == "Complaint":
		doc.check_handler()


def classify(contact, items: list[dict], disposition: str = "Feedback recorded") -> list:
	"""Make the complaints of a contact and end it with this disposition; return them.

	`items`: one {facts, words, people} for each thing the person raised (E02: one call, many items).
	"""
	complaints = [
		make_complaint(contact, item.get("facts") or {}, item.get("words"), item.get("people"))
		for item in items
	]
	contact.complaints_made(complaints, disposition)
	return complaints


def quick_intake(facts: dict, words: dict, people: list[dict] | None, items: list[dict]):
	"""Take a contact and classify it in one go; return (contact, complaints)."""
	contact = take_contact({**facts, "state": "Claimed", "claimed_by": frappe.session.user}, words, people)
	return contact, classify(contact, items)


def _subjects(contact, people: list[dict] | None) -> frozenset:
	named = {
		mark_of(person["staff"])
		for person in people or []
		if person.get("staff") and person["role"] == persons.SUBJECT
	}
	return frozenset(named) | facts_of(contact.access_key).subjects


def _has_complainant(people: list[dict] | None) -> bool:
	return any(
		person["role"] == persons.COMPLAINANT
		and any((person.get("identity") or {}).get(key) for key in ("name", "phone", "email"))
		for person in people or []
	)
