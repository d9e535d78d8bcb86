"""Endpoints for staff: the work on one complaint."""

import frappe
from frappe import _

from cfm_app.api import desk_page
from cfm_app.api.desk_request import (
	COMPLAINT_FIELDS,
	only,
	open_in_full,
	open_record,
	people_from,
	take_words_out_of_logs,
)
from cfm_app.confidentiality import persons, record_access, vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import dialogue, escalation, intake, levels, routing, sections, timeline
from cfm_app.handling.words import clean

RECORDS = ("Complaint", "CFM Interaction")
PERSONS_OWN_WORDS = "narrative"
DRY_RUN_ROLES = {"CFM Administrator", "CFM Coordinator", "System Manager"}


@frappe.whitelist(methods=["GET", "POST"])
def complaint_page(name: str) -> dict:
	"""Return everything the form shows of a complaint in one call; shape: desk_page.of."""
	record = open_record("Complaint", name)
	return desk_page.of(record)


@frappe.whitelist(methods=["GET", "POST"])
def contact_page(name: str) -> dict:
	"""Return what the form of a contact shows besides its fields; shape: desk_page.of_contact."""
	return desk_page.of_contact(open_record("CFM Interaction", name))


@frappe.whitelist(methods=["POST"])
def mark_seen(name: str) -> None:
	"""Remember that the handler has opened her complaint."""
	escalation.mark_seen(open_record("Complaint", name))


@frappe.whitelist(methods=["POST"])
def assign(name: str, user: str) -> dict:
	"""Hand a complaint to somebody who may work on it. Returns {handler}."""
	record = open_in_full("Complaint", name, "write")
	record.assign(user)
	return {"handler": record.handler}


@frappe.whitelist(methods=["GET", "POST"])
def possible_handlers(name: str) -> list:
	"""Return the people who may work on this complaint: [{value, label}]; who works for its own project is marked."""
	record = open_in_full("Complaint", name, "write")
	users = {row.user for row in routing.people_with_duty(routing.HANDLING_DUTIES)}
	able = sorted(user for user in users if routing.may_handle(record, user))
	return [{"value": user, "label": _known_as(record, user)} for user in able]


@frappe.whitelist(methods=["GET", "POST"])
def explain_routing(name: str) -> dict:
	"""Return why this complaint goes where it goes; shape: routing.explain, with owner_name."""
	return _with_owner_name(routing.explain(open_record("Complaint", name)))


@frappe.whitelist(methods=["POST"])
def routing_dry_run(facts: dict | str) -> dict:
	"""Return where a complaint with these facts would go, without making one; shape: as explain_routing, with level and urgency."""
	if not DRY_RUN_ROLES & set(frappe.get_roles()):
		frappe.throw(_("Only coordinators and administrators try out the routing."), frappe.PermissionError)
	imagined = frappe.new_doc("Complaint", **only(facts, COMPLAINT_FIELDS))
	if not imagined.feedback_type:
		frappe.throw(_("Choose a type first."))
	levels.set_level(imagined)
	record_access.set_key(imagined)
	return {
		"level": imagined.level,
		"urgency": imagined.urgency,
		**_with_owner_name(routing.explain(imagined)),
	}


@frappe.whitelist(methods=["POST"])
def reveal_identity(record_type: str, name: str, reason: str) -> list:
	"""Return the people of a record unmasked. The reason goes into the access log."""
	record = open_in_full(_known(record_type), name)
	take_words_out_of_logs()
	return persons.reveal(record, reason)


@frappe.whitelist(methods=["POST"])
def add_note(record_type: str, name: str, note: str) -> None:
	"""Write a note into the timeline of a record."""
	record = open_in_full(_known(record_type), name)
	take_words_out_of_logs()
	text = clean(note, _("Note"))
	if not text:
		frappe.throw(_("The note is empty."))
	timeline.write(record, "note", text)


@frappe.whitelist(methods=["POST"])
def add_party(name: str, person: dict | str) -> None:
	"""Name somebody who is part of a complaint. Staff it is about are locked out of it at once."""
	record = open_in_full("Complaint", name, "write")
	take_words_out_of_logs()
	people = people_from([frappe.parse_json(person)])
	if not people:
		frappe.throw(_("Say who this is: a name, a number, a member of staff or a description."))
	timeline.write(record, "party added")
	intake.add_people(record, people)


@frappe.whitelist(methods=["POST"])
def write_section(name: str, field: str, text: str, reason: str = "") -> None:
	"""Write a sealed part of the dossier. Correcting the person's own words needs a reason; the original is kept."""
	record = open_in_full("Complaint", name, "write")
	take_words_out_of_logs()
	if field not in record.sealed_fields():
		frappe.throw(_("This part cannot be written here."), GuardRefused)
	if field == "plan":
		sections.check_plan(record)
	corrects = field == PERSONS_OWN_WORDS and bool(record.narrative)
	if corrects and len(reason.strip()) < 5:
		frappe.throw(_("Say why the person's own words are corrected. The original is kept."), GuardRefused)
	label = record.meta.get_label(field)
	vault.change(record, {field: clean(text, _(label))}, reason.strip() if corrects else "")
	timeline.write(record, "correction" if corrects else "note", detail=field)


@frappe.whitelist(methods=["GET", "POST"])
def section_versions(name: str, field: str) -> list:
	"""Return every version of a sealed part, oldest first: [{version, at, by, text}]."""
	return vault.versions(open_in_full("Complaint", name), field)


@frappe.whitelist(methods=["POST"])
def ask_person(name: str, text: str) -> None:
	"""Put a question to the person; she finds it on the tracking page."""
	record = open_in_full("Complaint", name)
	take_words_out_of_logs()
	dialogue.ask(record, text)


@frappe.whitelist(methods=["POST"])
def ask_to_lower(name: str, level: int, reason: str) -> None:
	"""First of two people: ask for a lower level."""
	record = open_in_full("Complaint", name, "write")
	take_words_out_of_logs()
	levels.ask_to_lower(record, level, clean(reason, _("Reason")))


@frappe.whitelist(methods=["POST"])
def confirm_lowering(name: str, level: int) -> dict:
	"""Second of two people: lower to this level, which the form has shown her. Returns {level}."""
	record = open_in_full("Complaint", name, "write")
	levels.confirm_lowering(record, level)
	return {"level": record.level}


def _known_as(record, user: str) -> str:
	name = frappe.utils.get_fullname(user)
	return _("{0} (works for this project)").format(name) if routing.is_too_near(record, user) else name


def _with_owner_name(why: dict) -> dict:
	return {**why, "owner_name": frappe.utils.get_fullname(why["owner"]) if why["owner"] else ""}


def _known(record_type: str) -> str:
	if record_type not in RECORDS:
		frappe.throw(_("There is no such record, or you may not open it."), frappe.PermissionError)
	return record_type
