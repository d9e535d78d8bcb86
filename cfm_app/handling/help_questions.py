"""Asks a person by message whether the help came, and takes the 1 or 2 she sends back.

The question names no service and nobody who helps: whoever holds her phone reads it. It counts while it is the last
thing said between her number and us; whatever else she writes is a message like any other, and STOP comes before it.
"""

from dataclasses import dataclass
from datetime import datetime

from pypika.functions import Coalesce

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.handling import dialogue, help_came, message_ways, outgoing, referrals
from cfm_app.integrations.engine import consent
from cfm_app.rules import help_answers
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.opt_out import INFORMATION
from cfm_app.rules.referral_states import SENDER, UNDER_WAY

PURPOSE = "help came"
KINDS = ("SMS", "WhatsApp")
MESSAGE, POINT, LINE = "CFM Message", "CFM Contact Point", "CFM Message Line"
LEFT = ("Sending", "Accepted", "Sent", "Delivered", "Read", "Ambiguous")
WAITS = ("Queued", "Retry")
ASKED, NOT_ASKED = "Person asked by message", "Person not asked by message"
AT_ONCE = 200


@dataclass(frozen=True)
class Question:
	"""A question that a contact point was sent: the message, its referral, when it left, whether it may still be answered."""

	message: str
	referral: str
	at: datetime
	is_answerable: bool


def ask(referral, actor) -> str:
	"""Put the question, once a day at most; return the code of what stands against it, "" when it is on its way.

	Codes: those of message_marks.reasons(), already_asked, several_helps, cannot_answer.
	"""
	complaint = referral.record()
	way = message_ways.way_to(complaint)
	reason = _stands_against(referral, complaint, way)
	key = f"{PURPOSE}|{referral.name}|{now_datetime():%Y-%m-%d}"
	message = "" if reason else outgoing.queue_once(way, outgoing.HELP_CAME, complaint, PURPOSE, key)
	if not (reason or message):
		reason = "no_template"
	referral.db_set(
		{"asked_person_on": now_datetime(), **({"question_message": message} if message else {})},
		notify=True,
	)
	referrals.remember(referral, actor, NOT_ASKED if reason else ASKED, detail=reason)
	return reason


def take_answer(message, contact_point: str | None, line):
	"""Take a message that is her 1 or 2; return the complaint it belongs to, None for every other message.

	The caller holds the contact point, so two answers at once come one after the other. A second answer is kept among
	her words and changes nothing.
	"""
	said = help_answers.meaning(message.text) if contact_point and _is_words_alone(message) else ""
	last = _last_said(contact_point) if said else None
	if not last:
		return None
	if last.direction == "In":
		return _keep_repeated(last, message.text) if last.purpose == PURPOSE else None
	waiting = [each for each in _questions(contact_point) if each.is_answerable]
	if [each.message for each in waiting] != [last.name]:
		return None
	referral = frappe.get_doc(referrals.REFERRAL, waiting[0].referral)
	TAKEN[said](referral, line.kind, message.text)
	return referral.record()


def helped_by_now() -> list[str]:
	"""Return the referrals whose person should have got help by now and may be asked without a colleague's decision.

	Never about protection and never in a sensitive matter: there a colleague decides whether to ask.
	"""
	wanted = frappe.get_cached_doc("CFM Settings").ask_whether_help_came
	if not wanted or not frappe.get_cached_doc("CFM Channel Settings").sending_on:
		return []
	referral, complaint = frappe.qb.DocType(referrals.REFERRAL), frappe.qb.DocType("Complaint")
	query = frappe.qb.from_(referral).join(complaint).on(complaint.name == referral.complaint)
	query = query.select(referral.name).where(referral.workflow_state.isin(UNDER_WAY))
	query = query.where(referral.asked_person_on.isnull() & (referral.is_protection == 0))
	given = referral.delivered_on.isnotnull() | (referral.scheduled_on < add_days(now_datetime(), -1))
	query = query.where(given & (complaint.level < SENSITIVE_FROM))
	return query.orderby(referral.sent_on).limit(AT_ONCE).run(pluck=True)


def for_form(referral) -> dict:
	"""Return {may_ask, may_say}: whether she can be asked by message now, and whether it can be said that it came."""
	may_ask = help_came.may_be_said(referral) and not _has_open_question(referral)
	return {"may_say": help_came.may_be_said(referral, SENDER), "may_ask": may_ask}


def _is_words_alone(message) -> bool:
	return not (message.media or message.attached or message.subject.strip())


def _stands_against(referral, complaint, way) -> str:
	if not help_came.may_be_said(referral):
		return "cannot_answer"
	if not way:
		return way.reason
	if frappe.get_cached_value(LINE, way.line, "kind") not in KINDS:
		return "cannot_answer"
	# locked: two who ask at once must not leave her with two questions and one digit
	frappe.db.get_value(POINT, way.contact_point, "name", for_update=True)
	if consent.is_stopped(way.contact_point, INFORMATION):
		return "opted_out"
	if _helps_under_way(referral.complaint) > 1:
		return "several_helps"
	return "already_asked" if any(q.is_answerable for q in _questions(way.contact_point, waits=True)) else ""


def _helps_under_way(complaint: str) -> int:
	"""Return of how many referrals she could be thinking when asked about "what was arranged"."""
	return frappe.db.count(referrals.REFERRAL, {"complaint": complaint, "workflow_state": ["in", UNDER_WAY]})


def _questions(contact_point: str, waits: bool = False) -> list[Question]:
	"""Return the questions of the last days to a contact point; `waits`: also those that have not left yet."""
	message, referral = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(referrals.REFERRAL)
	at = Coalesce(message.attempted_on, message.creation)
	query = frappe.qb.from_(referral).join(message).on(message.name == referral.question_message)
	query = query.select(message.name, referral.name.as_("referral"), at.as_("at"))
	query = query.where((message.contact_point == contact_point) & (message.purpose == PURPOSE))
	rows = query.where(message.state.isin((*LEFT, *(WAITS if waits else ())))).run(as_dict=True)
	now = now_datetime()
	return [
		Question(row.name, row.referral, row["at"], _is_answerable(row.referral))
		for row in rows
		if help_answers.is_open(row["at"], now)
	]


def _is_answerable(referral: str) -> bool:
	return help_came.may_be_said(frappe.get_doc(referrals.REFERRAL, referral))


def _last_said(contact_point: str):
	"""Return the last message that came from or left for a contact point: {name, direction, purpose, record}."""
	message = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(message).select(
		message.name, message.direction, message.purpose, message.record, message.creation
	)
	query = query.where(message.contact_point == contact_point)
	query = query.where((message.direction == "In") | message.state.isin(LEFT))
	at = Coalesce(message.attempted_on, message.creation)
	rows = query.orderby(at, order=frappe.qb.desc).limit(1).run(as_dict=True)
	return rows[0] if rows else None


def _keep_repeated(last, words: str):
	if not help_answers.is_open(last.creation, now_datetime()) or not frappe.db.exists(
		"Complaint", last.record
	):
		return None
	complaint = frappe.get_doc("Complaint", last.record)
	dialogue.add_words(complaint, words)
	return complaint


def _came(referral, kind: str, words: str) -> None:
	help_came.it_came(referral, kind, words)


def _has_not_come(referral, kind: str, words: str) -> None:
	help_came.it_has_not_come(referral, referrals.THE_PERSON, kind, words)


TAKEN = {help_answers.CAME: _came, help_answers.NOT_COME: _has_not_come}


def _has_open_question(referral) -> bool:
	message = referral.question_message
	row = message and frappe.db.get_value(
		MESSAGE, message, ["attempted_on", "creation", "state"], as_dict=True
	)
	at = row and row.state in (*LEFT, *WAITS) and (row.attempted_on or row.creation)
	return bool(at and help_answers.is_open(at, now_datetime()))
