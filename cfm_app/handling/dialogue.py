"""The conversation with a person who holds a receipt code: questions, answers, additions, rating, appeal."""

import frappe
from frappe import _
from frappe.utils import nowdate

from cfm_app.confidentiality import files
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.vault import read_for_system
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, clocks, outgoing, timeline
from cfm_app.handling.words import clean
from cfm_app.rules.access import FULL
from cfm_app.workflows import effects, states

MAY_APPEAL = (states.ANSWERED, states.CLOSED)
MAY_RATE = (states.ANSWERED, *states.ENDED)
ANSWERS_SHOWN = ("Sent", "Delivered")
# what entering a state may change on a complaint, see workflows/effects.py
MOVED_BY_STATE = (
	"workflow_state",
	"waiting_reason",
	"outcome",
	"closed_on",
	"reopen_count",
	*(f"{clock}_due" for clock in clocks.CLOCKS),
	"acknowledged_on",
	"next_due",
	"is_overdue",
)


def ask(complaint, text: str) -> None:
	"""Put a question to the person on her tracking page, and tell her by message that it waits where that is safe.

	Raises AccessRefused for who may not read the complaint.
	"""
	if record_depth(complaint) < FULL:
		frappe.throw(_("You may not write in this record."), AccessRefused)
	timeline.write(complaint, "question to person", _needed(text, _("Question")), for_person=1)
	outgoing.question_waits(complaint)


def say(record, text: str) -> None:
	"""Take what the person adds to a complaint or contact: it wakes what waited for her and tells who works on it."""
	add_words(record, _needed(text, _("Message")), for_person=1)


def add_words(record, words: str, for_person: int = 0) -> None:
	"""Take words exactly as they came; they are on the tracking page only where who wrote them holds the code."""
	timeline.write(record, "message from person", words, for_person=for_person)
	if record.get("waiting_reason") == "waiting for complainant":
		_move(record, states.IN_PROGRESS)
	_tell(record, "message")


def add_file(record, upload) -> None:
	"""Seal a checked file the person adds to a complaint or contact."""
	files.add(record.doctype, record.name, upload)
	timeline.write(record, "file added", detail=upload.extension, for_person=1)


def words_for_person(record) -> list[dict]:
	"""Return [{kind, at, note}] of the steps that the person may see, oldest first."""
	link = "interaction" if record.doctype == "CFM Interaction" else "complaint"
	steps = frappe.get_all(  # reason: the receipt code is the key, there is no user to ask about
		"CFM Step", {link: record.name, "for_person": 1}, ["name", "kind", "at"], order_by="at, creation"
	)
	for step in steps:
		step.note = read_for_system("CFM Step", step.pop("name")).get("note", "")
	return steps


def answers_for_person(complaint) -> list:
	"""Return the answers that are given on the tracking page, oldest first."""
	shown = {"complaint": complaint.name, "channel": "WEB", "state": ("in", ANSWERS_SHOWN)}
	names = frappe.get_all(  # reason: the receipt code is the key, there is no user to ask about
		"CFM Response", shown, pluck="name", order_by="creation"
	)
	return [frappe.get_doc("CFM Response", name) for name in names]


def read_answer(response) -> str:
	"""Return the words of an answer to the person who opens it, and record that it has reached her."""
	if response.state == "Sent":
		response.flags.ignore_permissions = True  # reason: the person's own reading is what is recorded
		response.attempt(reached=True)
	return read_for_system(response.doctype, response.name).get("answer", "")


def rate_reception(contact, rating: int) -> None:
	"""Record once how the person was received (1-5)."""
	_check_rating(rating)
	if contact.intake_rating:
		frappe.throw(_("You have rated this already."), GuardRefused)
	contact.db_set("intake_rating", rating)
	timeline.write(contact, "rated", detail=f"reception: {rating}")


def rate(complaint, rating: int, words: str = "") -> None:
	"""Record once how satisfied the person is with how her complaint was handled (1-5)."""
	_check_rating(rating)
	if complaint.workflow_state not in MAY_RATE or complaint.satisfaction_rating:
		frappe.throw(_("This cannot be rated now."), GuardRefused)
	follow_up = _satisfaction_question(complaint)
	follow_up.update({"handling_rating": rating, "result": "reached", "channel": "WEB"})
	if words.strip():
		timeline.write(complaint, "rated", clean(words, _("Your words")), for_person=1)
	follow_up.save(ignore_permissions=True)  # reason: the person rates, no user does


def appeal(complaint, reason: str) -> None:
	"""Open a finished complaint again because the person disagrees, and tell who decides on it."""
	if complaint.workflow_state not in MAY_APPEAL:
		frappe.throw(_("You can disagree once we have answered."), GuardRefused)
	reason = _needed(reason, _("Reason"))
	_move(complaint, states.APPEALED)
	timeline.write(complaint, "appealed", reason, for_person=1)
	alerts.tell({complaint.handler, *alerts.coordinators()}, complaint, "appealed")


def _move(complaint, state: str) -> None:
	# not through save: no role of the workflow moves here, the person does
	before, complaint.workflow_state = complaint.workflow_state, state
	effects.before_saving(complaint, before)
	complaint.db_set({field: complaint.get(field) for field in MOVED_BY_STATE}, notify=True)
	effects.after_saving(complaint, before)
	timeline.flush(complaint)


def _satisfaction_question(complaint):
	planned = {"complaint": complaint.name, "kind": "Satisfaction", "done_on": ("is", "not set")}
	name = frappe.db.get_value("CFM Follow Up", planned)
	if name:
		return frappe.get_doc("CFM Follow Up", name)
	return frappe.new_doc("CFM Follow Up", complaint=complaint.name, kind="Satisfaction", due_on=nowdate())


def _tell(record, code: str) -> None:
	person_in_charge = record.get("handler") or record.get("claimed_by")
	alerts.tell([person_in_charge] if person_in_charge else alerts.coordinators(), record, code)


def _check_rating(rating: int) -> None:
	if not 1 <= rating <= 5:
		frappe.throw(_("A rating is a number from 1 to 5."), GuardRefused)


def _needed(text: str, label: str) -> str:
	cleaned = clean(text, label)
	if not cleaned:
		frappe.throw(_("Please write something first."), GuardRefused)
	return cleaned
