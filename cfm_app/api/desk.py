"""Endpoints for staff: taking contacts in, classifying them, answering at once."""

import secrets

import frappe
from frappe import _

from cfm_app.api.desk_request import (
	CONTACT_FIELDS,
	items_from,
	only,
	open_in_full,
	people_from,
	take_words_out_of_logs,
)
from cfm_app.cfm_outreach.doctype.cfm_faq import cfm_faq
from cfm_app.confidentiality import by_action, receipts
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, intake
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.rules.access import EXISTS
from cfm_app.rules.references import new_receipt_code, normalise_reference
from cfm_app.workflows import states

HAND_IN_ROLES = {
	"CFM Reporter",
	"CFM Partner",
	"CFM Operator",
	"CFM Focal Point",
	"CFM Coordinator",
	"CFM Sensitive Focal Point",
}
INFORMATION_LEVEL = "INFO"
ANSWERED = "ANSWERED"


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def quick_intake(facts: dict | str, message: str, items: list | str, people: list | str = "[]") -> dict:
	"""Take a contact and make its complaints in one go.

	Returns {contact, complaints: [{name, may_open}], receipt}: the receipt code is told to the person.
	"""
	frappe.has_permission("CFM Interaction", "create", throw=True)
	frappe.has_permission("Complaint", "create", throw=True)
	take_words_out_of_logs()
	chosen = items_from(items)
	_must_be_classified(chosen)
	contact, complaints = intake.quick_intake(
		only(facts, CONTACT_FIELDS), {"message": message}, people_from(people), chosen
	)
	return _taken(contact, complaints)


@frappe.whitelist(methods=["POST"])
def claim(contact: str) -> dict:
	"""Take a contact from the inbox. Returns {claimed_by}."""
	record = open_in_full("CFM Interaction", contact, "write")
	record.claim()
	return {"claimed_by": record.claimed_by}


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def classify(contact: str, items: list | str) -> dict:
	"""Make the complaints of a contact, one for each thing the person raised. Returns as quick_intake, without receipt."""
	record = open_in_full("CFM Interaction", contact, "write")
	take_words_out_of_logs()
	_must_be_mine(record)
	chosen = items_from(items)
	_must_be_classified(chosen)
	return {"contact": record.name, "complaints": _openable(intake.classify(record, chosen))}


@frappe.whitelist(methods=["POST"])
def close_contact(contact: str, disposition: str) -> dict:
	"""End a contact that holds no feedback. Returns {state}."""
	record = open_in_full("CFM Interaction", contact, "write")
	_must_be_mine(record)
	record.disposition = disposition
	record.claimed_by = record.claimed_by or frappe.session.user
	by_action.begin(record)
	record.save()
	return {"state": record.state}


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def hand_in(facts: dict | str, message: str, people: list | str = "[]") -> dict:
	"""Let any staff hand in what they were told; they do not read it back. Returns {contact, receipt}."""
	if not HAND_IN_ROLES & set(frappe.get_roles()):
		frappe.throw(
			_("Your account may not hand in complaints. Ask for the role CFM Reporter."), AccessRefused
		)
	take_words_out_of_logs()
	if not message.strip():
		frappe.throw(_("Write down what the person said."))
	known = {"channel": "STAFF", **only(facts, CONTACT_FIELDS), "received_via": "other staff"}
	contact = intake.take_contact(known, {"message": message}, people_from(people))
	alerts.tell(alerts.coordinators(), contact, "handed_in")
	return {"contact": contact.name, "receipt": _receipt(contact)}


@frappe.whitelist(methods=["GET", "POST"])
def faq_search(text: str, language: str = "en") -> list:
	"""Return ready answers that fit these words, best first: [{name, question, answer, say_it, usage_count}]."""
	frappe.has_permission("CFM FAQ", "read", throw=True)
	take_words_out_of_logs()
	return cfm_faq.search(text, language)


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def answer_with_faq(
	faq: str, message: str = "", facts: dict | str = "{}", people: list | str = "[]", language: str = "en"
) -> dict:
	"""Record a question that a ready answer settled at once. Returns as quick_intake."""
	frappe.has_permission("Complaint", "create", throw=True)
	take_words_out_of_logs()
	entry = frappe.get_doc("CFM FAQ", faq)
	entry.check_permission("read")
	known = {"channel": "HOTLINE", "language": language, **only(facts, CONTACT_FIELDS)}
	words = {"message": message or entry.title}
	contact, complaints = intake.quick_intake(known, words, people_from(people), [_question_answered(entry)])
	_close_at_once(complaints[0])
	cfm_faq.count_use(entry.name)
	return _taken(contact, complaints)


@frappe.whitelist(methods=["GET", "POST"])
def reference_status(reference: str) -> dict:
	"""Return {reference, state} of a complaint for who may know that it exists, nothing else (A17)."""
	frappe.has_permission("Complaint", "read", throw=True)
	name = normalise_reference(reference)
	record = frappe.get_doc("Complaint", name) if name and frappe.db.exists("Complaint", name) else None
	if not record or record_depth(record) < EXISTS:
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	return {"reference": record.name, "state": _(record.workflow_state)}


def _question_answered(entry) -> dict:
	facts = {
		"feedback_type": "QUESTION",
		"category": entry.topic or "INFO",
		"sensitivity": INFORMATION_LEVEL,
		"resolved_at_first_contact": 1,
		"faq": entry.name,
	}
	return {"facts": facts, "words": {}, "people": []}


def _close_at_once(complaint) -> None:
	if complaint.level > 1:
		frappe.throw(_("This is more than a question: it needs the full intake."), GuardRefused)
	complaint.reload()
	complaint.outcome = ANSWERED
	complaint.workflow_state = states.CLOSED
	complaint.save()


def _must_be_classified(items: list[dict]) -> None:
	if not items or not all(item["facts"].get("feedback_type") for item in items):
		frappe.throw(_("Choose a type for everything the person raised."))
	if not all(item["facts"].get("category") for item in items):
		frappe.throw(_("Choose a category for everything the person raised: it decides who may see it."))


def _must_be_mine(contact) -> None:
	if contact.closed_on:
		frappe.throw(_("This contact has already ended."), GuardRefused)
	if contact.claimed_by and contact.claimed_by != frappe.session.user:
		frappe.throw(_("{0} has already taken this contact.").format(contact.claimed_by), GuardRefused)


def _taken(contact, complaints: list) -> dict:
	return {"contact": contact.name, "complaints": _openable(complaints), "receipt": _receipt(contact)}


def _openable(complaints: list) -> list[dict]:
	return [{"name": made.name, "may_open": made.has_permission("read")} for made in complaints]


def _receipt(contact) -> str:
	code = new_receipt_code(secrets.choice)
	receipts.issue(contact, code)
	return code
