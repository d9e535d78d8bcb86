"""Endpoints for staff: the conversation with a person by message, in reviewed words only, and the review itself."""

import frappe
from frappe import _

from cfm_app.api.desk_request import open_in_full
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import conversation as threads
from cfm_app.handling import outgoing
from cfm_app.handling.message_marks import reason_in_words
from cfm_app.integrations.engine import content_guard, media, outbox, templates
from cfm_app.portal import languages
from cfm_app.rules import segments, template_words

RECORDS = ("Complaint", "CFM Interaction")
LONGEST_COUNTED = 2000
TEMPLATE = "CFM Message Template"


@frappe.whitelist(methods=["POST"])
def conversation(record_type: str, name: str) -> dict:
	"""Return {threads, templates, may_write, reason, currency}.

	`threads` as handling/conversation.py says; `templates`: [{value, label}]; `reason`: why nothing can be sent.
	"""
	record = _open(record_type, name)
	way = outgoing.way_to(record, looks_only=True)
	return {
		"threads": threads.of(record),
		"templates": _choices(way),
		"may_write": record.has_permission("write"),
		"reason": reason_in_words(way.reason),
		"reason_code": way.reason,
		"currency": frappe.get_cached_doc("CFM Channel Settings").currency_code or "",
	}


@frappe.whitelist(methods=["POST"])
def preview(record_type: str, name: str, template_key: str) -> dict:
	"""Return {body, language, direction, kind, parts, encoding, price, reason} of a message as it would go out."""
	record = _open(record_type, name, "write")
	way = outgoing.way_to(record)
	if not way:
		return {"reason": reason_in_words(way.reason)}
	ready = _rendered(record, way, template_key)
	counted, line = segments.count(ready.body), frappe.get_cached_doc("CFM Message Line", way.line)
	code = outgoing.way_to(record, ready.template).reason or content_guard.check(ready.body, record)
	return {
		"body": ready.body,
		"language": languages.own_name(ready.language),
		"direction": languages.direction(ready.language),
		"kind": line.kind,
		"parts": counted.parts,
		"encoding": counted.encoding,
		"price": counted.parts * (line.price_per_segment or 0),
		"reason": reason_in_words(code),
	}


@frappe.whitelist(methods=["POST"])
def send(record_type: str, name: str, template_key: str) -> dict:
	"""Send one of the reviewed messages to the person of a record. Returns {message}. Refused with the reason in words."""
	record = _open(record_type, name, "write")
	if template_key not in {choice["value"] for choice in _choices(outgoing.way_to(record))}:
		frappe.throw(_("This message is not for sending by hand."), GuardRefused)
	seen = preview(record_type, name, template_key)
	if seen["reason"]:
		frappe.throw(seen["reason"], GuardRefused, title=_("Not sent"))
	return {"message": outgoing.tell(record, template_key, frappe.session.user)}


@frappe.whitelist(methods=["POST"])
def announce_answer(response: str) -> dict:
	"""Say by message that an answer is ready, which is an attempt to give it. Returns {state, attempts}.

	Refused, and no attempt, where no message can be sent.
	"""
	answer = open_in_full("CFM Response", response, "write")
	way = outgoing.way_to(answer.record())
	if not way:
		frappe.throw(reason_in_words(way.reason), GuardRefused, title=_("Not sent"))
	answer.attempt(reached=False)
	return {"state": answer.state, "attempts": answer.attempts}


@frappe.whitelist(methods=["POST"])
def cancel(message: str) -> None:
	"""Take back a message that still waits."""
	_open_of(message)
	if not outbox.cancel({"name": message}):
		frappe.throw(_("This message is on its way already."), GuardRefused)


@frappe.whitelist(methods=["POST"])
def send_again(message: str) -> dict:
	"""Send a message that came to nothing once more. Returns {message}, the new one."""
	_open_of(message)
	return {"message": outbox.resend(message)}


@frappe.whitelist(methods=["POST"])
def fetch_again(attachment: str) -> None:
	"""Fetch an attachment again that could not be fetched."""
	# reason: only which message it hangs on; that one's record is asked next
	_open_of(frappe.db.get_value("CFM Message Media", attachment, "message") or "")
	media.retry(attachment)


@frappe.whitelist(methods=["POST"])
def count_words(body: str, kind: str = "Any") -> dict:
	"""Return how a text would be sent, for who words messages.

	{parts, units, units_per_part, encoding, longest_parts, offending, spelling, unknown, forbidden, price, currency}
	"""
	frappe.has_permission(TEMPLATE, "write", throw=True)
	body = body[:LONGEST_COUNTED]
	longest = template_words.sample(
		body, frappe.get_cached_value("CFM Settings", None, "organisation_name") or ""
	)
	counted = segments.count(longest)
	return {
		"parts": counted.parts,
		"units": counted.units,
		"units_per_part": counted.units_per_part,
		"encoding": counted.encoding,
		"offending": list(segments.offending(longest)),
		"spelling": _plainer(body),
		"unknown": template_words.problems(body),
		"forbidden": content_guard.words_in(body),
		"price": counted.parts * _dearest(kind),
		"currency": frappe.get_cached_doc("CFM Channel Settings").currency_code or "",
	}


@frappe.whitelist(methods=["POST"])
def review_template(name: str, seen: str) -> dict:
	"""Say that these words are neutral; `seen`: `modified` of what was read. Returns {reviewed_by}."""
	frappe.has_permission(TEMPLATE, "read", name, throw=True)
	template = frappe.get_doc(TEMPLATE, name)
	if str(template.modified) != seen:
		frappe.throw(_("These words were changed meanwhile. Please read them again."), GuardRefused)
	template.review()
	return {"reviewed_by": template.reviewed_by}


def _open(record_type: str, name: str, right: str = "read"):
	if record_type not in RECORDS:
		_refuse()
	return open_in_full(record_type, name, right)


def _open_of(message: str):
	"""Open the record of a message for writing; one that has none, or none that may be opened, is refused alike."""
	where = {"name": message, "record": ["is", "set"]}
	# reason: only which record it belongs to; that is asked next
	row = message and frappe.db.get_value("CFM Message", where, ["record_type", "record"])
	return _open(*row, "write") if row else _refuse()


def _refuse():
	frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)


def _choices(way) -> list[dict]:
	if not way:
		return []
	kind = frappe.get_cached_value("CFM Message Line", way.line, "kind")
	keys = templates.keys_about_records(kind)
	return [
		{"value": key, "label": title}
		for key, title in sorted(keys.items(), key=lambda pair: pair[1])
		if key not in outgoing.NOT_BY_HAND
	]


def _rendered(record, way, template_key: str):
	line = frappe.get_cached_doc("CFM Message Line", way.line)
	language = outgoing.language_of(record, way)
	return templates.rendered(template_key, language, line.kind, templates.variables_for(record, line))


def _plainer(body: str) -> str:
	"""Return the spelling that fits 160 characters to a part, "" where there is none or none is needed."""
	plain = segments.gsm_spelling(body)
	return plain if plain != body and not segments.offending(plain) else ""


def _dearest(kind: str) -> float:
	wanted = {"is_active": 1, **({"kind": kind} if kind != "Any" else {})}
	prices = frappe.get_all(
		"CFM Message Line", wanted, pluck="price_per_segment"
	)  # reason: our own price list
	return max((price or 0 for price in prices), default=0)
