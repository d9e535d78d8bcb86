"""What became of a message to a person, in the timeline of its record and in plain words."""

import frappe
from frappe import _

from cfm_app.handling import timeline

TABLE = "CFM Message"
SENT, NOT_SENT = "message sent", "message not sent"
LEFT = ("Accepted", "Sent")
ARRIVED = ("Delivered", "Read")
CAME_TO_NOTHING = ("Failed", "Undelivered", "Blocked", "Expired", "Dead letter")
MARKED = (*LEFT, *ARRIVED, *CAME_TO_NOTHING)
ANSWER = "answer"
FIELDS = ["name", "kind", "state", "record_type", "record", "purpose", "error_code"]


def mark(message: str, state: str, before: str = "") -> None:
	"""Write into the timeline of the record what has become of a message: it left, it came to nothing, it arrived.

	`message`: its name; `state`: the one it has just come to; `before`: the one it had. That it has arrived at a phone
	is an attempt to answer: whether the person has the answer, only she can tell.
	"""
	if state in MARKED and not (state in LEFT and before in (*LEFT, *ARRIVED)):
		frappe.db.savepoint("cfm_mark")
		try:
			_write(message)
		except Exception as error:
			# the state of the message is worth more than its mark
			frappe.db.rollback(save_point="cfm_mark")
			frappe.logger("cfm_app").error(f"message {message} has no mark: {type(error).__name__}")


def _write(message: str) -> None:
	row = frappe.db.get_value(TABLE, message, FIELDS, as_dict=True)
	kind = row and row.record and _kind(row)
	if kind:
		timeline.write(frappe.get_doc(row.record_type, row.record), kind, detail=_detail(row))
		_refresh(row)


def _kind(row) -> str:
	if row.state in LEFT:
		return SENT
	if row.state in CAME_TO_NOTHING:
		return NOT_SENT
	return "answer attempt" if row.state in ARRIVED and row.purpose == ANSWER else ""


def _detail(row) -> str:
	"""Return codes such as "SMS: opted_out"; `in_words` reads them. What only the provider has a code for is its state."""
	if row.state in LEFT:
		return f"{row.kind}: {row.purpose}"
	known = row.state in CAME_TO_NOTHING and row.error_code in reasons()
	return f"{row.kind}: {row.error_code if known else row.state}"


def in_words(detail: str) -> str:
	"""Return the detail of a step as the form shows it, such as "SMS: arrived at the phone"."""
	kind, _colon, code = detail.rpartition(": ")
	words = {**purposes(), **states_in_words(), **reasons()}.get(code) or code
	return f"{_(kind)}: {words}" if kind else words


def _refresh(row) -> None:
	told = {"record": row.record, "record_type": row.record_type}
	frappe.publish_realtime(
		"cfm_message", told, doctype=row.record_type, docname=row.record, after_commit=True
	)


def reason_in_words(code: str | None) -> str:
	"""Return a sentence for why a message cannot go, does not go yet or did not go; a provider's code is named."""
	if not code:
		return ""
	return reasons().get(code) or _("The provider said: {0}").format(code)


def reasons() -> dict[str, str]:
	"""Return {code: sentence} of all reasons of our own."""
	return {
		"no_line": _("No line that sends messages is in use."),
		"no_address": _("We have no number or address of this person."),
		"no_explicit_yes": _("Nobody has said yet that messages to this person are safe."),
		"not_safe": _("The person said that messages are not safe."),
		"other_channel": _("The person wants to be answered another way."),
		"child_no_messages": _("Nothing is written to a child."),
		"no_contact_plan": _("First write down with the caregiver how to reach the child safely."),
		"channel_not_for_sending": _("This channel is not for sending."),
		"outside_hours": _("It waits for the hours that the person named."),
		"quiet_hours": _("It waits until the quiet hours are over."),
		"opted_out": _("The person asked us to send nothing more."),
		"unreachable": _("This number or address could not be reached."),
		"window_closed": _(
			"The person has not written for a day: only wording approved by the provider may go."
		),
		"country": _("Messages to this country are not allowed here."),
		"budget": _("The budget of today is used up."),
		"per_number": _("This number got many messages lately. It waits."),
		"rate": _("Many messages are on their way. It waits."),
		"sending_off": _("Sending is switched off in the settings of messages."),
		"line_off": _("The line it would go out on is switched off."),
		"account_paused": _("The account at the provider is paused."),
		"record_gone": _("The record no longer exists."),
		"words_deleted": _("Its words were deleted when their time was over."),
		"shared_words": _("It would repeat words of this record."),
		"category_word": _("It holds a word that tells what the record is about."),
		"forbidden_word": _("It holds a word that never leaves by message."),
		"no_template": _("There are no reviewed words for this message."),
		"no_report": _("No report has come back: nobody knows whether it arrived."),
		"already_asked": _("The person was asked this week and can still answer."),
		"several_helps": _("Several services help this person: a message could not say which one is meant."),
		"cannot_answer": _("There is nothing that the person could answer by message now."),
	}


def purposes() -> dict[str, str]:
	"""Return {purpose: what the message says}."""
	return {
		"acknowledgement": _("that the message arrived"),
		ANSWER: _("that an answer is ready"),
		"question": _("that we have a question"),
		"help came": _("whether the help came"),
		"service": _("a message that was chosen by hand"),
	}


def states_in_words() -> dict[str, str]:
	"""Return {state: words} for the mark beside a message."""
	return {
		"Received": _("received"),
		"Queued": _("waiting to be sent"),
		"Sending": _("being sent"),
		"Retry": _("will be tried again"),
		"Ambiguous": _("not known whether it was sent"),
		"Accepted": _("taken by the provider"),
		"Sent": _("sent"),
		"Delivered": _("arrived at the phone"),
		"Read": _("opened"),
		"Failed": _("not sent"),
		"Undelivered": _("did not arrive"),
		"Blocked": _("held back"),
		"Cancelled": _("cancelled"),
		"Expired": _("too late to be sent"),
		"Dead letter": _("given up after several tries"),
	}
