"""The life of a referral: made of a complaint, moved by sender, receiver, person or clock, told step by step."""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.workflow import get_transitions
from frappe.utils import add_to_date, getdate, now_datetime

from cfm_app.confidentiality import by_action, sharing, vault
from cfm_app.confidentiality.rows import insert_row
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import alerts, partner_mail, referral_gate, timeline
from cfm_app.rules import referral_clocks, referral_states
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import PERSON, RECEIVER, SENDER, SYSTEM, Move

REFERRAL, STEP = "Referral", "CFM Referral Step"
DETAILS = ("decline_reason", "confirmed_by", "new_referral")


@dataclass(frozen=True)
class Actor:
	"""Who moves a referral: a kind of rules/referral_states.py, and how the log calls her."""

	kind: str
	label: str


THE_CLOCK = Actor(SYSTEM, "clock")
THE_PERSON = Actor(PERSON, "person")


def sender() -> Actor:
	"""Return the colleague who is logged in."""
	return Actor(SENDER, frappe.session.user)


def receiver(label: str) -> Actor:
	"""Return whoever answers for the receiver."""
	return Actor(RECEIVER, label)


def start(complaint, facts: dict, words: dict, earlier=None):
	"""Make a draft of a complaint and return it. Raises AccessRefused for who may not write in the complaint.

	`earlier`: the referral that this one takes the place of. It is let go when this one has been sent, not before.
	"""
	referral = frappe.new_doc(REFERRAL, complaint=complaint.name, **facts)
	referral.update(words)
	if earlier:
		_take_the_place_of(earlier, referral)
	referral.insert()
	return referral


def actions_for(referral, actor: Actor) -> list[str]:
	"""Return what this actor may do now: by the Workflow for colleagues, by the rule for everybody else."""
	if actor.kind == SENDER:
		return list(dict.fromkeys(row.action for row in get_transitions(referral)))
	return [each.action for each in referral_states.moves_from(referral.workflow_state, actor.kind)]


def move(referral, action: str, actor: Actor, note: str = "", **facts) -> None:
	"""Take one step on. Raises GuardRefused when it cannot be taken, with a sentence that says what to do.

	`facts`: decline_reason, scheduled_on, delivered_on, confirmed_by, reason, new_referral. Two answers at
	the same time: the first counts, the second is told.
	"""
	_must_be_as_seen(referral, action, actor)
	step = _move_of(referral, action, actor)
	facts = referral_gate.told(referral, step, facts)
	referral_gate.check(referral, step, {**facts, "note": note})
	before = referral.workflow_state
	_write(
		referral,
		{
			"workflow_state": step.after,
			"overridden": referral.overridden,
			**_stored(referral, facts),
			**_effects(referral, step, actor),
			**_settles(step, actor),
			**_answers_question(step, actor),
		},
	)
	remember(
		referral, actor, action, note, detail=next((facts[key] for key in DETAILS if facts.get(key)), "")
	)
	_tell(referral, before, actor)
	if action == "Send" and referral.earlier_referral:
		_let_go_of_earlier(referral, actor)


def refuse_as_moved(referral) -> None:
	"""Raise GuardRefused: what was decided, was decided of what stands no more."""
	frappe.throw(_("Somebody has moved {0} meanwhile. Look at it again.").format(referral.name), GuardRefused)


def remember(referral, actor: Actor, action: str, note: str = "", detail: str = "") -> None:
	"""Write a step into the referral and into the timeline of its complaint; the words are sealed."""
	name = insert_row(
		STEP,
		referral=referral.name,
		complaint=referral.complaint,
		at=now_datetime(),
		by=actor.label,
		action=action,
		detail=detail,
		access_key=referral.access_key,
	)
	vault.put(STEP, name, {"note": note})
	timeline.write(referral.record(), "referral", detail=f"{referral.name}: {action}")


def link_attempt(referral, actor: Actor, linked: bool, note: str = "") -> None:
	"""Record one try to bring the person and the focal point together; `linked` ends the red of a warm hand-over."""
	values = {"link_attempts": (referral.link_attempts or 0) + 1, "not_received_on": None}
	if linked:
		values["linked_on"] = now_datetime()
	_write(referral, values)
	remember(referral, actor, "Person linked" if linked else "Tried to link", note)
	if actor.kind == RECEIVER:
		tell_sender(referral)


def ask_for_news(referral, actor: Actor) -> None:
	"""Ask the receiver how it stands; no answer in time brings a reminder."""
	if referral.workflow_state not in referral_states.WITH_RECEIVER or not referral.sent_on:
		frappe.throw(_("Nobody has this referral now, so nobody can be asked."), GuardRefused)
	_write(referral, {"not_received_on": None})
	remind(referral, actor)


def remind(referral, actor: Actor, at_once: bool = False) -> None:
	"""Remind the receiver and remember when. `at_once`: within the transaction, for a job."""
	_write(referral, {"last_chased_on": now_datetime()})
	if referral.receiver:
		tell = alerts.tell_all_now if at_once else alerts.tell_all
		tell([referral.receiver], referral, "referral_news")
	not_asked = "" if referral.receiver else partner_mail.ask_for_answer(referral)
	remember(referral, actor, "Asked for news", detail=not_asked)


def tell_sender(referral, code: str = "referral_moved") -> None:
	"""Tell the colleague who sent it that there is something new."""
	if referral.sent_by:
		alerts.tell([referral.sent_by], referral, code)


def remember_opening(referral, label: str) -> None:
	"""Log that the receiver has looked at who the person is, once a day."""
	today = {"referral": referral.name, "action": "Person shown", "at": [">=", getdate()]}
	if not frappe.db.exists(STEP, today):
		remember(referral, receiver(label), "Person shown")


def _take_the_place_of(earlier, referral) -> None:
	if earlier.complaint != referral.complaint or not _can_be_transferred(earlier):
		frappe.throw(_("This cannot be done with the referral as it stands now."), GuardRefused)
	by_action.begin(referral)
	referral.earlier_referral = earlier.name


def _let_go_of_earlier(referral, actor: Actor) -> None:
	earlier = frappe.get_doc(REFERRAL, referral.earlier_referral)
	if _can_be_transferred(earlier):
		move(earlier, "Transfer", actor, new_referral=referral.name)


def _can_be_transferred(referral) -> bool:
	return referral_states.move("Transfer", referral.workflow_state, SENDER) is not None


def _must_be_as_seen(referral, action: str, actor: Actor) -> None:
	if action == "Send" and referral.mode != SELF:
		_must_be_the_only_one(referral)
	table = frappe.qb.DocType(REFERRAL)
	query = frappe.qb.from_(table).select(table.workflow_state).where(table.name == referral.name)
	[[state]] = query.for_update().run()
	if state != referral.workflow_state:
		refuse_as_moved(referral)
	if action == "Send" or actor.kind == RECEIVER:
		sharing.must_be_as_seen(referral.record())


def _must_be_the_only_one(referral) -> None:
	"""Refuse to ask the same service twice for the same complaint; of two colleagues at once the second waits here."""
	table = frappe.qb.DocType(REFERRAL)
	query = frappe.qb.from_(table).select(table.name, table.service, table.workflow_state)
	query = query.where((table.complaint == referral.complaint) & (table.mode != SELF))
	for other, service, state in query.for_update().run():
		asks_the_same = service and service == referral.service and state in referral_states.WITH_RECEIVER
		if asks_the_same and other not in (referral.name, referral.earlier_referral):
			frappe.throw(_("{0} asks this service already. Look at it first.").format(other), GuardRefused)


def _move_of(referral, action: str, actor: Actor) -> Move:
	if action not in actions_for(referral, actor):
		frappe.throw(_("This cannot be done with the referral as it stands now."), GuardRefused)
	found = next((each for each in referral_states.MOVES if each.action == action), None)
	if actor.kind == SENDER:
		row = next(row for row in get_transitions(referral) if row.action == action)
		return Move(action, (row.state,), row.next_state, (SENDER,), found.needs if found else ())
	return found


def _stored(referral, facts: dict) -> dict:
	return {key: value for key, value in facts.items() if referral.meta.has_field(key)}


def _effects(referral, step: Move, actor: Actor) -> dict:
	now = now_datetime()
	return {
		"Send": lambda: {
			"sent_on": now,
			"sent_by": actor.label,
			"due_on": referral_clocks.due_at(now, referral.priority),
		},
		"Acknowledge": lambda: {"acknowledged_on": now},
		"Accept": lambda: {"answered_on": now, "acknowledged_on": referral.acknowledged_on or now},
		"Decline": lambda: {"answered_on": now, "acknowledged_on": referral.acknowledged_on or now},
		"Confirm that the service was received": lambda: {"received_confirmed_on": now},
		"Close": lambda: {"closed_on": now},
		"Withdraw": lambda: {"closed_on": now},
		"Revoke": lambda: {"closed_on": now},
		"Transfer": lambda: {"closed_on": now},
	}.get(step.action, dict)()


def _settles(step: Move, actor: Actor) -> dict:
	"""Return what is over because somebody has done something: her no, and how often the clock has reminded."""
	if actor.kind == SYSTEM:
		return {}
	her_no = {"not_received_on": None} if referral_states.answers_her_no(step.action, actor.kind) else {}
	return {"reminders": 0, "reminders_ended_on": None, **her_no}


def _answers_question(step: Move, actor: Actor) -> dict:
	"""What the receiver asked waits no more when our side acts, or when it has let go itself."""
	is_over = actor.kind in (SENDER, PERSON) or step.after not in referral_states.WITH_RECEIVER
	return {"receiver_asked_on": None} if is_over else {}


def _write(referral, values: dict) -> None:
	# not through save: receivers and persons hold no right on the document, and the log tells who it was
	referral.db_set(values, notify=True)


def _tell(referral, before: str, actor: Actor) -> None:
	"""Tell the other side: the colleague who sent it, or the colleague who receives it."""
	if referral.workflow_state == before:
		return
	if actor.kind != SENDER and referral.sent_by:
		alerts.tell([referral.sent_by], referral, "referral_moved")
	if actor.kind in (SENDER, PERSON):
		_tell_receiver(referral)


def _tell_receiver(referral) -> None:
	is_over = referral.workflow_state in referral_states.ENDED and referral.sent_on
	if is_over and not referral.receiver:
		partner_mail.say_it_is_over(referral)
	elif is_over:
		alerts.tell_all([referral.receiver], referral, "referral_over")
	elif referral.receiver and referral.workflow_state == referral_states.SENT:
		alerts.tell_all([referral.receiver], referral, "referral_received")


def valid_until(referral):
	"""Return until when a link to this referral opens: twice its time, at least a week."""
	hours = max(2 * referral_clocks.HOURS[referral.priority], 7 * 24)
	return add_to_date(now_datetime(), hours=hours)
