"""What a person sees of her own message: status in plain words, what happened, questions, answers. Never a category."""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.handling import dialogue
from cfm_app.portal import help_asked, languages, promises
from cfm_app.workflows import states

HIDDEN_STEPS = ("received",)


@dataclass(frozen=True)
class Event:
	"""One thing that happened: its date in words, what it was, and the words that belong to it."""

	day: str
	what: str
	note: str = ""
	by_person: bool = False


@dataclass(frozen=True)
class Item:
	"""One matter the person raised."""

	number: int
	status: str
	due: str
	events: tuple[Event, ...]
	answers: tuple[str, ...]
	asks_person: bool
	may_rate: bool
	may_appeal: bool
	helps: tuple[help_asked.Help, ...]


@dataclass(frozen=True)
class View:
	"""Everything the page shows."""

	received: str
	items: tuple[Item, ...]
	may_rate_reception: bool


def of(contact) -> View:
	"""Return what the holder of the code sees; an answer that waited for her counts as read."""
	records = _records(contact)
	before = _steps(contact)
	items = tuple(
		_item(number, record, before if len(records) == 1 else []) for number, record in enumerate(records, 1)
	)
	return View(_day(contact.received_on), items, not contact.intake_rating)


def record_of(contact, number: int):
	"""Return the complaint with this number on the page, the contact while there is none. Raises for any other."""
	records = _records(contact)
	if not 1 <= number <= len(records):
		frappe.throw(_("Please choose one of your matters."))
	return records[number - 1]


def _records(contact) -> list:
	names = frappe.get_all(  # reason: the receipt code is the key, there is no user to ask about
		"Complaint", {"interaction": contact.name}, pluck="name", order_by="creation, name"
	)
	# reason: as above
	return [frappe.get_doc("Complaint", name) for name in names] or [contact]


def _item(number: int, record, said_before: list) -> Item:
	is_contact = record.doctype == "CFM Interaction"
	answers = (
		[] if is_contact else [dialogue.read_answer(each) for each in dialogue.answers_for_person(record)]
	)
	steps = said_before if is_contact else [*said_before, *_steps(record), *_milestones(record)]
	steps.sort(key=lambda step: step[0])
	state = None if is_contact else record.workflow_state
	asks_person = _asks_person(steps)
	return Item(
		number=number,
		status=_("We have a question for you.") if asks_person else _status(record, any(answers)),
		due="" if any(answers) else _due(record),
		events=tuple(event for _at, event in steps),
		answers=tuple(filter(None, answers)),
		asks_person=asks_person,
		may_rate=state in dialogue.MAY_RATE and not record.satisfaction_rating,
		may_appeal=state in dialogue.MAY_APPEAL,
		helps=() if is_contact else help_asked.of(record),
	)


def _steps(record) -> list[tuple[datetime, Event]]:
	return [
		(step.at, Event(_day(step.at), _what(step.kind), step.note, step.kind in PERSON_DID))
		for step in dialogue.words_for_person(record)
		if step.kind not in HIDDEN_STEPS
	]


BEFORE_ANSWERED = (states.IN_PROGRESS, states.ANSWER_DRAFTED, states.ANSWER_APPROVED)
PERSON_DID = ("message from person", "file added", "appealed", "rated")
QUESTION = "question to person"


def _what(kind: str) -> str:
	return {
		QUESTION: _("We asked you"),
		"message from person": _("You wrote"),
		"file added": _("You sent a file"),
		"appealed": _("You did not agree with our answer"),
		"rated": _("You told us how we did"),
	}.get(kind, _("We worked on it"))


def _milestones(complaint) -> list[tuple[datetime, Event]]:
	reached = [
		(complaint.acknowledged_on, _("We have read your message")),
		(complaint.first_answered_on, _("We have answered")),
		(complaint.closed_on, _("We have finished")),
	]
	return [(at, Event(_day(at), what)) for at, what in reached if at]


def _asks_person(steps: list[tuple[datetime, Event]]) -> bool:
	question = _what(QUESTION)
	last = [event for _at, event in steps if event.by_person or event.what == question]
	return bool(last) and last[-1].what == question


def _due(record) -> str:
	if record.get("first_answered_on") or record.closed_on:
		return ""
	if record.doctype == "Complaint":
		due = promises.answer_due(record)
	else:
		due = promises.promise(record.feedback_type, record.area, record.received_on)
	if not due:
		return ""
	if due < now_datetime():
		return _("We promised an answer by {0} and are late. We are sorry.").format(_day(due))
	return _("You get an answer by {0} at the latest.").format(_day(due))


def _contact_status(contact) -> str:
	if contact.state == "No feedback":
		return _("We have read your message. There is nothing more to do.")
	return _("We have received your message. Somebody will read it soon.")


def _status(record, answered: bool) -> str:
	if record.doctype == "CFM Interaction":
		return _contact_status(record)
	before_answered = answered and record.workflow_state in BEFORE_ANSWERED
	return _("We have answered.") if before_answered else _complaint_status(record)


def _complaint_status(complaint) -> str:
	if complaint.workflow_state == states.WAITING:
		return _waiting(complaint.waiting_reason)
	return {
		states.RECEIVED: _("We have received your message. Somebody will read it soon."),
		states.TRIAGED: _("We have read your message. The right people will work on it."),
		states.IN_PROGRESS: _("We are working on it."),
		states.ANSWER_DRAFTED: _("We are preparing our answer."),
		states.ANSWER_APPROVED: _("We are preparing our answer."),
		states.ANSWERED: _("We have answered."),
		states.CLOSED: _("This is finished."),
		states.REOPENED: _("We have opened this again."),
		states.APPEALED: _("You did not agree with our answer. We look at it again."),
		states.OUT_OF_SCOPE: _("We cannot solve this ourselves. We told you who can help, or passed it on."),
		states.DUPLICATE: _("We handle this together with another message about the same matter."),
		states.WITHDRAWN: _("You took this back. We do nothing more."),
	}.get(complaint.workflow_state, _("We are working on it."))


def _waiting(reason: str | None) -> str:
	return {
		"waiting for complainant": _("We need something from you before we can go on."),
		"unreachable": _("We tried to reach you and could not."),
	}.get(reason, _("We are waiting for others before we can go on."))


def _day(moment) -> str:
	return languages.in_words(moment, frappe.local.lang)
