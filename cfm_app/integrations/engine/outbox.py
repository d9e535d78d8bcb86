"""The outbox: what is to be sent waits here until it was sent, or is visibly not."""

from datetime import timedelta
from functools import partial

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import insert_new, known_by_now, rows_touched
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import soon
from cfm_app.integrations.engine import message_rows, outgoing_words, sending, sweeping, templates
from cfm_app.integrations.engine.outbox_numbers import summary
from cfm_app.integrations.engine.outgoing_words import body_of
from cfm_app.rules.message_states import ENDED_BADLY, WAITING
from cfm_app.rules.sending_policy import price_of

__all__ = ["body_of", "cancel", "queue", "resend", "send", "send_due", "summary"]

TABLE, POINT = message_rows.TABLE, "CFM Contact Point"
VALID_FOR = timedelta(hours=24)
COPIED = (
	"line",
	"kind",
	"contact_point",
	"record_type",
	"record",
	"broadcast",
	"purpose",
	"template",
	"language",
	"segments",
	"price",
	"text_length",
)


def queue(
	*,
	line: str,
	contact_point: str,
	template: str,
	variables: dict,
	purpose: str,
	record=None,
	broadcast: str | None = None,
	language: str | None = None,
	idempotency_key: str | None = None,
	asked_by: str | None = None,
	resend_of: str | None = None,
) -> str:
	"""Put a message in the outbox and return its name. It leaves after the commit, and only if that comes.

	`template`: a template's key; `record`: the Complaint or CFM Interaction it is about; `purpose`: a word such as
	received, answer, question, keyword or broadcast. The same `idempotency_key` twice is the same message. Raises
	what templates.rendered raises when no wording fits.
	"""
	known = _known(idempotency_key)
	if known:
		return known
	facts = frappe.get_cached_doc("CFM Message Line", line)
	spoken = frappe.db.get_value(POINT, contact_point, "language")  # reason: the engine's own row
	rendered = templates.rendered(template, (language, spoken, facts.language), facts.kind, variables)
	row = {
		"line": facts.name,
		"kind": facts.kind,
		"contact_point": contact_point,
		"record_type": record.doctype if record else None,
		"record": record.name if record else None,
		"broadcast": broadcast,
		"purpose": purpose,
		"template": rendered.template,
		"language": rendered.language,
		"segments": rendered.segments,
		"price": price_of(rendered.segments, facts.price_per_segment),
		"text_length": len(rendered.body),
		"idempotency_key": idempotency_key,
		"asked_by": asked_by,
		"resend_of": resend_of,
	}
	return _insert(row, rendered.body, rendered.content_variables)


def send(name: str) -> None:
	"""Try to send one message now. Runs in a worker and commits."""
	sending.attempt(name)


def send_due() -> None:
	"""Once a minute: send what is due, look after what got stuck, end what is too late. Runs in a worker, commits."""
	sweeping.sweep()


def resend(name: str) -> str:
	"""Send a message that came to nothing once more, as a new message linked to it; return the new one's name.

	Pressed twice it is the same new message. Raises GuardRefused where nothing is left to be sent again.
	"""
	old = message_rows.whole(name)
	words = outgoing_words.opened(old) if old and old.direction == "Out" else {}
	if not words or old.state not in ENDED_BADLY:
		frappe.throw(_("This message cannot be sent again. Write a new one."), GuardRefused)
	return again(old, words, now_datetime(), frappe.session.user)


def again(old, words: dict, due, asked_by: str | None = None) -> str:
	"""Queue the same words as a new message linked to `old`, due at a moment; once for each message."""
	key = f"again|{old.name}"
	row = {column: old[column] for column in COPIED}
	row |= {"resend_of": old.name, "idempotency_key": key, "asked_by": asked_by}
	return _known(key) or _insert(row, words["body"], words["content_variables"], due)


def cancel(filters: dict) -> int:
	"""Cancel what waits and fits these filters, {column: value}; return how many. What is under way goes on."""
	table = message_rows.table()
	query = frappe.qb.update(table).set(table.state, "Cancelled").set(table.next_attempt_at, None)
	query = query.where(table.direction == "Out").where(table.state.isin(WAITING))
	for column, value in filters.items():
		query = query.where(table[column] == value)
	query.run()
	return rows_touched()


def _known(idempotency_key: str | None) -> str | None:
	key = {"idempotency_key": idempotency_key}
	return frappe.db.get_value(TABLE, key) if idempotency_key else None  # reason: the engine's own row


def _insert(row: dict, body: str, content_variables: dict, due=None) -> str:
	name, now = frappe.generate_hash(length=10), now_datetime()
	due = due or now
	times = {"next_attempt_at": due, "valid_until": due + VALID_FOR}
	words = outgoing_words.sealed(name, body, content_variables)
	if not insert_new(TABLE, name=name, direction="Out", state="Queued", **row, **words, **times):
		return known_by_now(TABLE, "idempotency_key", row["idempotency_key"])
	if due <= now and not row["broadcast"]:
		frappe.db.after_commit.add(partial(_hand_over, name))
	return name


def _hand_over(name: str) -> None:
	path = "cfm_app.integrations.engine.outbox.send"
	soon.hand_over(path, queue="short", job_id=f"cfm-send-{name}", name=name)
