"""Messages to the person of a record: that hers arrived, that an answer or a question waits. Never what they say."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime, nowdate

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.handling.message_marks import ANSWER, NOT_SENT, reason_in_words
from cfm_app.handling.message_ways import SERVICE, Way, reason_against, way_to
from cfm_app.integrations.engine import templates
from cfm_app.integrations.engine.templates import NoTemplate
from cfm_app.rules.safe_contact import MESSAGE_CHANNELS

__all__ = ["Way", "acknowledge", "answer_ready", "question_waits", "queue_once", "tell", "way_to"]

MESSAGE, POINT, SETTINGS = "CFM Message", "CFM Contact Point", "CFM Channel Settings"
RECEIVED, ANSWER_READY, QUESTION, HELP_CAME = "received", "answer_ready", "question", "help_came"
# what only the app says at its moment
NOT_BY_HAND = (RECEIVED, HELP_CAME)
FLOOD, FLOOD_TIME = 10, timedelta(hours=1)
AFTER_BROADCAST = timedelta(days=7)


def acknowledge(record, contact_point: str, line) -> str:
	"""Say once in a while that a message has arrived; return the code of what stands against it, "" when it is queued.

	`line` is the CFM Message Line it came in on. A robot that answers our news, or writes without end, gets nothing.
	"""
	way = Way(line.name, contact_point)
	reason = reason_against(record, way) or _stands_against_replying(contact_point, line.name)
	if reason:
		return reason
	return _try(way, RECEIVED, record, "acknowledgement", f"received|{record.name}")


def answer_ready(response) -> str:
	"""Say that an answer waits, once for each answer; return the code of why not.

	Where the answer was to be announced by a message, the timeline shows it as well.
	"""
	record = response.record()
	way = way_to(record)
	reason = way.reason or _try(way, ANSWER_READY, record, ANSWER, f"answer|{response.name}")
	if reason and response.channel in MESSAGE_CHANNELS:
		timeline.write(record, NOT_SENT, detail=reason)
	return reason


def question_waits(record) -> str:
	"""Say that we have a question, at most once a day; return the code of why not. The question itself stays here."""
	way = way_to(record)
	return way.reason or _try(way, QUESTION, record, "question", f"question|{record.name}|{nowdate()}")


def tell(record, template_key: str, user: str) -> str:
	"""Queue one of the templates for the person, asked for by a user; return the message's name.

	Raises GuardRefused with the reason in words, NoTemplate.
	"""
	way = way_to(record)
	if not way:
		frappe.throw(reason_in_words(way.reason), GuardRefused, title=_("Not sent"))
	return _queue(way, template_key, record, SERVICE, asked_by=user)


def queue_once(way: Way, template_key: str, record, purpose: str, idempotency_key: str) -> str:
	"""Queue words for the person, once for each key; return the message's name, "" when nobody has reviewed any."""
	frappe.db.savepoint("cfm_outgoing")
	try:
		return _queue(way, template_key, record, purpose, idempotency_key=idempotency_key)
	except NoTemplate:
		frappe.db.rollback(save_point="cfm_outgoing")
		frappe.clear_last_message()
		return ""


def _try(way: Way, template_key: str, record, purpose: str, idempotency_key: str) -> str:
	return "" if queue_once(way, template_key, record, purpose, idempotency_key) else "no_template"


def _queue(way: Way, template_key: str, record, purpose: str, **more) -> str:
	from cfm_app.integrations.engine import outbox

	line = frappe.get_cached_doc("CFM Message Line", way.line)
	return outbox.queue(
		line=way.line,
		contact_point=way.contact_point,
		template=template_key,
		variables=templates.variables_for(record, line),
		purpose=purpose,
		record=record,
		language=language_of(record, way),
		**more,
	)


def language_of(record, way: Way) -> str | None:
	"""Return the language to write in: of her number, of the record, of the line; None for the site's."""
	own = frappe.db.get_value(POINT, way.contact_point, "language")
	return own or record.language or frappe.get_cached_value("CFM Message Line", way.line, "language")


def _stands_against_replying(contact_point: str, line: str) -> str:
	if _answers_our_news(contact_point, line):
		return "answers_news"
	if _wrote_lately(contact_point) > FLOOD:
		return "flood"
	return "" if _take_turn(contact_point) else "replied_lately"


def _answers_our_news(contact_point: str, line: str) -> bool:
	since = now_datetime() - AFTER_BROADCAST
	sent = {"contact_point": contact_point, "line": line, "direction": "Out", "creation": [">", since]}
	# reason: the vault, asked by the engine; nobody is shown it
	return bool(frappe.db.get_value(MESSAGE, sent, "broadcast", order_by="creation desc"))


def _wrote_lately(contact_point: str) -> int:
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).select(Count(table.name)).where(table.contact_point == contact_point)
	query = query.where(table.direction == "In").where(table.creation > now_datetime() - FLOOD_TIME)
	return query.run()[0][0]


def _take_turn(contact_point: str) -> bool:
	"""Note that this sender gets an automatic reply now; False when she had one lately. One statement: two at once get one."""
	hours = frappe.get_cached_doc(SETTINGS).auto_reply_hours or 0
	table, now = frappe.qb.DocType(POINT), now_datetime()
	last = table.last_auto_reply_on
	query = frappe.qb.update(table).set(last, now).where(table.name == contact_point)
	query.where(last.isnull() | (last <= now - timedelta(hours=hours))).run()
	return rows_touched() == 1
