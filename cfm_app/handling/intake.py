"""The one way in: a contact on any channel becomes an interaction, and complaints are made of it."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import by_action, persons
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import is_locked_out, record_depth
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.confidentiality.vault import read_for_system
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import alerts, care, levels
from cfm_app.handling.words import clean_all
from cfm_app.rules import sensitivity
from cfm_app.rules.access import FULL, PROTECTED_ROLES, SENSITIVE_FROM
from cfm_app.rules.references import normalise_reference

SAID = {"Yes": "yes", "I do not know": "unknown"}
AT_ONCE = "U1"
CARRIED_OVER = ("channel", "area", "project", "language", "received_on", "received_via", "received_by")


def take_contact(facts: dict, words: dict, people: list[dict] | None = None):
	"""Create an interaction in the inbox and return it.

	`facts`: fields of CFM Interaction; `words`: {message, …} to seal; `people`: [{role, identity: {name, phone,
	email, alias, wishes}, staff, note}].
	"""
	contact = frappe.new_doc("CFM Interaction", **{"received_on": now_datetime(), **facts})
	contact.update(clean_all(words))
	contact.is_anonymous = int(not _has_complainant(people))
	by_action.begin(contact)
	contact.insert(ignore_permissions=True)  # reason: guests and any staff may hand in what they may not read
	add_people(contact, people)
	return contact


def make_complaint(contact, item: dict, subjects: frozenset = frozenset(), apart: bool = False):
	"""Create one complaint of a contact and return it. Raises AccessRefused for who may not classify the contact.

	`item`: {facts, words, people, care}. What the person said is carried over where the operator gave no words of
	its own for this item; `apart` keeps words and people of a more confidential item of the same contact out.
	"""
	if record_depth(contact) < FULL:
		frappe.throw(_("You may not classify this contact."), AccessRefused)
	carried = {field: contact.get(field) for field in CARRIED_OVER}
	complaint = frappe.new_doc("Complaint", **{**carried, **item["facts"], "interaction": contact.name})
	complaint.update(_words(contact, item["words"], apart))
	complaint.flags.subjects = subjects
	by_action.begin(complaint)
	complaint.insert()
	persons.copy_parties(contact, complaint, frozenset(PROTECTED_ROLES) if apart else frozenset())
	add_people(complaint, item["people"])
	care.seal(complaint, item["care"])
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


def classify(
	contact, items: list[dict], disposition: str = "Feedback recorded", wishes: dict | None = None
) -> list:
	"""Make the complaints of a contact and end it with this disposition; return them.

	`items`: one {facts, words, people, care} for each thing the person raised (E02: one call, many items).
	"""
	wishes = persons.wishes_of(contact) if wishes is None else wishes
	items = [_complete(contact, item, wishes) for item in items]
	subjects = frozenset().union(*(_subjects(contact, item["people"]) for item in items))
	apart = _kept_apart(contact, items)
	complaints = [
		make_complaint(contact, item, subjects, position in apart) for position, item in enumerate(items)
	]
	contact.complaints_made(complaints, disposition)
	return complaints


def quick_intake(facts: dict, words: dict, people: list[dict] | None, items: list[dict]):
	"""Take a contact and classify it in one go; return (contact, complaints).

	What turns out to be about who takes it, or about somebody in her line, stays in the inbox for others.
	"""
	contact = take_contact({**facts, "state": "Claimed", "claimed_by": frappe.session.user}, words, people)
	if is_locked_out(contact.access_key, frappe.session.user):
		alerts.tell(alerts.coordinators(), contact, "handed_in")
		return contact, []
	return contact, classify(contact, items, wishes=_wishes(people))


def _complete(contact, item: dict, wishes: dict) -> dict:
	"""Return an item with all its parts, with what the person wished and said, and nothing that must not be kept."""
	facts, words = dict(item.get("facts") or {}), item.get("words") or {}
	given = item.get("care") or {}
	if contact.get("about_aid_worker") in SAID and not facts.get("aid_worker_involved"):
		facts["aid_worker_involved"] = SAID[contact.about_aid_worker]
	if facts.get("about_complaint"):
		facts["about_complaint"] = normalise_reference(facts["about_complaint"])
	if wishes.get("female_staff"):
		facts["wants_woman"] = 1
	if given.get("in_danger_now") == "yes":
		facts["urgency"] = AT_ONCE
	if sensitivity.is_minimal(facts.get("aid_worker_involved")):
		facts = {key: value for key, value in facts.items() if key in sensitivity.MINIMAL_FACTS}
		words = {key: value for key, value in words.items() if key in sensitivity.MINIMAL_WORDS}
	return {"facts": facts, "words": words, "people": item.get("people") or [], "care": given}


def _kept_apart(contact, items: list[dict]) -> set[int]:
	"""Return the positions of the items that must not hold the words of a more confidential one beside them."""
	if len(items) == 1:
		return set()
	reached = [_level(contact, item["facts"]) for item in items]
	if max(reached) < SENSITIVE_FROM:
		return set()
	return {position for position, level in enumerate(reached) if level < max(reached)}


def _level(contact, facts: dict) -> int:
	imagined = frappe.new_doc("Complaint", **{"area": contact.area, **facts})
	levels.set_level(imagined)
	return imagined.level


def _words(contact, given: dict[str, str], apart: bool) -> dict[str, str]:
	own = clean_all(given)
	if apart:
		return {"narrative": own.get("summary"), **own}
	return {"narrative": read_for_system(contact.doctype, contact.name).get("message"), **own}


def _subjects(contact, people: list[dict]) -> frozenset:
	named = {
		mark_of(person["staff"])
		for person in people
		if person.get("staff") and person["role"] == persons.SUBJECT
	}
	return frozenset(named) | facts_of(contact.access_key).subjects


def _wishes(people: list[dict] | None) -> dict:
	told = (person for person in people or [] if person["role"] == persons.COMPLAINANT)
	return next(((person.get("identity") or {}).get("wishes") or {} for person in told), {})


def _has_complainant(people: list[dict] | None) -> bool:
	return any(
		person["role"] == persons.COMPLAINANT
		and any((person.get("identity") or {}).get(key) for key in ("name", "phone", "email"))
		for person in people or []
	)
