"""Turns a message that came in into words on file: on a complaint or contact the sender has, or on a new contact."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import persons, sealing, vault
from cfm_app.confidentiality.rows import insert_row
from cfm_app.handling import alerts, dialogue, help_questions, intake, outgoing
from cfm_app.integrations.base.types import InboundMessage
from cfm_app.integrations.engine import (
	broadcast_numbers,
	consent,
	contact_points,
	media,
	provider_keys,
	threads,
)
from cfm_app.rules.message_threads import is_reply_to_broadcast
from cfm_app.rules.text_cleaning import whole_characters

MESSAGE, POINT, LINE, CONTACT = "CFM Message", "CFM Contact Point", "CFM Message Line", "CFM Interaction"
IDENTITY = {"phone": "phone", "whatsapp": "phone", "email": "email"}
WENT_OUT = ("Accepted", "Sent", "Delivered", "Read", "Ambiguous")
SEEN_LATELY = timedelta(minutes=5)


def take(message: InboundMessage, line, event_key: str, received_on=None) -> str:
	"""Put a message on file, once, and return the name of its CFM Message.

	`line` is the CFM Message Line; `event_key` that of its CFM Webhook Event. All in the caller's transaction: commit
	its event's end with it. A keyword alone is obeyed and comes before nobody. Who is only named as the sender, and
	answers no message of ours to her, gets a new contact: no keyword is obeyed and nothing is added to what she has.
	"""
	point = _alone_with(message, line)
	key = provider_keys.of(line.account, message.provider_ref)
	known = key and frappe.db.get_value(  # reason: the engine's own row
		MESSAGE, {"provider_key": key}, ["name", "direction"], as_dict=True
	)
	if known and known.direction == "In":
		return known.name
	words = _words(message)
	# some gateways number what comes and what goes each from one
	row = _row(message, line, point, words, None if known else key)
	answered = _answered(message, line, point)
	is_hers = bool(answered) or not message.is_only_named
	if is_hers and consent.answer_keyword(message, point, line, event_key):
		return insert_row(MESSAGE, **row)
	complaint = is_hers and help_questions.take_answer(message, point, line)
	if complaint:
		return _answer_to_question(row, complaint, line)
	records = [ours.record for ours in answered if ours.record]
	file = threads.find(message.sender, point, words, records) if is_hers else None
	record = (
		frappe.get_doc(file.record_type, file.record)
		if file
		else _new_contact(message, line, point, received_on)
	)
	row |= {"record_type": record.doctype, "record": record.name, "broadcast": _broadcast(point, line)}
	name = insert_row(MESSAGE, **row)
	_put_words(record, words, is_new=not file)
	media.plan(name, message.media)
	_tell(record, row["broadcast"])
	if is_hers and not file:
		_acknowledge(record, point, line)
	_seen(line)
	return name


def _alone_with(message: InboundMessage, line) -> str | None:
	"""Return the contact point, locked: two messages of one person at once must not become two contacts.

	It has to be the first thing read, or what another worker has just written about the person stays unseen.
	"""
	sender = message.sender
	known = sender.value and frappe.db.get_value(  # reason: the engine's own row
		POINT, {"address_index": contact_points.index_of(sender)}, for_update=True
	)
	return known or contact_points.remember(sender, line.language, message.profile_name)


def _words(message: InboundMessage) -> str:
	subject = message.subject.strip()
	return whole_characters(f"{subject}\n\n{message.text}" if subject else message.text)


def _row(message: InboundMessage, line, point: str | None, words: str, key: str | None) -> dict:
	return {
		"direction": "In",
		"line": line.name,
		"kind": line.kind,
		"contact_point": point,
		"language": _language(point, line),
		"record_type": None,
		"record": None,
		"broadcast": None,
		"text_length": len(words),
		"text_hash": sealing.keyed_hash("index", f"message|{words}"),
		"media_count": len(message.media),
		"state": "Received",
		"provider_key": key,
	}


def _answer_to_question(row: dict, complaint, line) -> str:
	told = {"record_type": complaint.doctype, "record": complaint.name}
	_tell(complaint, None)
	_seen(line)
	return insert_row(MESSAGE, **row | told | {"purpose": help_questions.PURPOSE})


def _new_contact(message: InboundMessage, line, point: str | None, received_on):
	facts = {
		"channel": line.channel,
		"area": line.area,
		"project": line.project,
		"language": _language(point, line),
		"received_on": received_on or now_datetime(),
		"received_via": "direct",
	}
	return intake.take_contact(facts, {}, _people(message, point))


def _people(message: InboundMessage, point: str | None) -> list[dict]:
	"""Return the sender as the complainant, by number or address alone: a profile's name is no name given to us."""
	field = IDENTITY.get(message.sender.kind)
	if not field or not message.sender.value:
		return []
	identity = {field: message.sender.value}
	person = persons.remember(identity)
	frappe.db.set_value(POINT, point, "person", person, update_modified=False)  # reason: the engine's own row
	return [{"role": persons.COMPLAINANT, "identity": identity}]


def _put_words(record, words: str, is_new: bool) -> None:
	"""Seal the words exactly as they came; what is shown of them is cleaned where it is shown."""
	if is_new:
		vault.put(CONTACT, record.name, {"message": words})
	else:
		dialogue.add_words(record, words)


def _language(point: str | None, line) -> str | None:
	known = point and frappe.db.get_value(POINT, point, "language")  # reason: the engine's own row
	return known or line.language


def _answered(message: InboundMessage, line, point: str | None) -> list:
	"""Return {record} of each of our own messages to this person that this one says it answers, the latest first."""
	keys = [provider_keys.of(line.account, reference) for reference in message.in_reply_to]
	if not keys or not point:
		return []
	ours = {"provider_key": ["in", keys], "direction": "Out", "contact_point": point}
	return frappe.get_all(
		MESSAGE, ours, ["record"], order_by="creation desc"
	)  # reason: the engine's own rows


def _broadcast(point: str | None, line) -> str | None:
	"""Return the broadcast this may answer: the last thing that went out to this person on this line was one."""
	sent = {"contact_point": point, "line": line.name, "direction": "Out", "state": ["in", WENT_OUT]}
	last = point and frappe.db.get_value(  # reason: the engine's own row
		MESSAGE, sent, ["broadcast", "creation"], as_dict=True, order_by="creation desc"
	)
	return last.broadcast if last and is_reply_to_broadcast(last.creation, now_datetime()) else None


def _tell(record, broadcast: str | None) -> None:
	told = {"record": record.name, "record_type": record.doctype}
	frappe.publish_realtime(
		"cfm_message", told, doctype=record.doctype, docname=record.name, after_commit=True
	)
	if broadcast:
		broadcast_numbers.count_again(broadcast)
		alerts.tell({frappe.db.get_value("CFM Broadcast", broadcast, "replies_to")}, record, "message")


def _acknowledge(record, point: str | None, line) -> None:
	"""Say that it has arrived, if anything can be said; her words are on file either way."""
	if not point:
		return
	frappe.db.savepoint("cfm_acknowledge")
	try:
		outgoing.acknowledge(record, point, line)
	except Exception as error:
		frappe.db.rollback(save_point="cfm_acknowledge")
		frappe.logger("cfm_app").error(f"{record.name} was not acknowledged: {type(error).__name__}")


def _seen(line) -> None:
	"""Note on the line that something arrives, now and then: it is one row for everybody who writes."""
	table, now = frappe.qb.DocType(LINE), now_datetime()
	if not line.last_in_on or line.last_in_on < now - SEEN_LATELY:
		frappe.qb.update(table).set(table.last_in_on, now).where(table.name == line.name).run()
		frappe.db.after_commit.add(lambda: frappe.clear_document_cache(LINE, line.name))
