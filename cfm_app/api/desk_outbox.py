"""Endpoints of the page Message outbox: how sending and receiving stand, and what has come to nothing. Nobody is named."""

from pypika import Order

import frappe
from frappe import _

from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import message_failures
from cfm_app.handling.message_marks import states_in_words
from cfm_app.integrations.engine import breaker, inbox, outbox, outbox_numbers, provider_copies
from cfm_app.rules.access import FULL
from cfm_app.rules.message_states import WAITING

MESSAGE, EVENT, ACCOUNT = "CFM Message", "CFM Webhook Event", "CFM Provider Account"
ROLES = {"CFM Administrator", "CFM Coordinator"}
CAME_TO_NOTHING = ("Dead letter", "Failed", "Undelivered", "Expired")
ROWS = 50
FIELDS = [
	"name",
	"line",
	"kind",
	"purpose",
	"state",
	"error_class",
	"error_code",
	"attempts",
	"creation",
	"record_type",
	"record",
]


@frappe.whitelist(methods=["GET", "POST"])
def overview() -> dict:
	"""Return how sending and receiving stand.

	{outbox: as outbox_numbers.summary, states: [{state, words, number}], calls: as inbox.summary, copies: as
	provider_copies.left, failed: [{name, line, kind, purpose, words, reason, attempts, at, record_type, record}],
	waiting: the same, late_calls: [{name, line, kind, state, reason, attempts, at}], may_go_on}.
	"""
	_only_who_looks_after_messages()
	numbers, words = outbox_numbers.summary(), states_in_words()
	return {
		"outbox": numbers,
		"states": [
			{"state": state, "words": words[state], "number": numbers["states"][state]}
			for state in words
			if numbers["states"].get(state)
		],
		"calls": inbox.summary(),
		"copies": provider_copies.left(),
		"failed": _messages(CAME_TO_NOTHING, Order.desc),
		"waiting": _messages(WAITING, Order.asc),
		"late_calls": _late_calls(),
		"may_go_on": frappe.has_permission(ACCOUNT, "write"),
	}


@frappe.whitelist(methods=["POST"])
def send_again(message: str) -> dict:
	"""Send a message that came to nothing once more, as a new one. Returns {message}: its name."""
	_only_who_looks_after_messages()
	return {"message": outbox.resend(message)}


@frappe.whitelist(methods=["POST"])
def cancel(message: str) -> dict:
	"""Take a message that waits out of the outbox. Returns {cancelled: 0 or 1}."""
	_only_who_looks_after_messages()
	return {"cancelled": outbox.cancel({"name": message})}


@frappe.whitelist(methods=["POST"])
def try_call_again(event: str) -> None:
	"""Work once more on a call of a provider that failed or was parked."""
	_only_who_looks_after_messages()
	inbox.retry(event)


@frappe.whitelist(methods=["POST"])
def go_on(account: str) -> None:
	"""Send through an account again that was paused because its keys were refused."""
	_only_who_looks_after_messages()
	frappe.has_permission(ACCOUNT, "write", throw=True)
	breaker.resume(account)


def _messages(states: tuple[str, ...], order: Order) -> list[dict]:
	"""Return the first of the messages in these states; one that was sent again stands there as the new one."""
	# reason: no person in it, the caller has the role, and _shown asks for the record
	table, later = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(MESSAGE).as_("later")
	sent_again = frappe.qb.from_(later).select(later.resend_of).where(later.resend_of.isnotnull())
	query = frappe.qb.from_(table).select(*(table[field] for field in FIELDS))
	query = query.where((table.direction == "Out") & table.state.isin(states))
	query = query.where(table.name.notin(sent_again)).orderby(table.creation, order=order)
	lines, words = _titles(), states_in_words()
	return [_shown(row, lines, words) for row in query.limit(ROWS).run(as_dict=True)]


def _shown(row: dict, lines: dict, words: dict) -> dict:
	return {
		**{field: row[field] for field in ("name", "kind", "attempts")},
		"purpose": message_failures.purpose_in_words(row.purpose),
		"line": lines.get(row.line, ""),
		"words": words[row.state],
		"reason": message_failures.in_words(row.error_class, row.error_code),
		"at": row.creation,
		**_record(row),
	}


def _record(row: dict) -> dict:
	"""Return which record a message is about for who may read its words, nothing for anybody else."""
	if not row.record or not frappe.db.exists(row.record_type, row.record):
		return {}
	record = frappe.get_doc(row.record_type, row.record)  # reason: the next line asks who may read it
	may_read = record_depth(record) >= FULL
	return {"record_type": row.record_type, "record": row.record} if may_read else {}


def _late_calls() -> list[dict]:
	fields = ["name", "line", "kind", "state", "reason", "attempts", "received_on"]
	rows = frappe.get_all(  # reason: no person and no word in it; the caller has the role
		EVENT, {"state": ["in", ["Failed", "Parked"]]}, fields, order_by="received_on asc", limit=ROWS
	)
	lines = _titles()
	return [
		{
			**{field: row[field] for field in ("name", "kind", "state", "attempts")},
			"line": lines.get(row.line, ""),
			"reason": message_failures.call_in_words(row.reason),
			"at": row.received_on,
		}
		for row in rows
	]


def _titles() -> dict[str, str]:
	rows = frappe.get_list("CFM Message Line", fields=["name", "title"], limit=0)
	return {row.name: row.title for row in rows}


def _only_who_looks_after_messages() -> None:
	# frappe.only_for lets everybody through while tests run
	if not ROLES & set(frappe.get_roles()):
		frappe.throw(_("Only coordinators and administrators look after messages."), AccessRefused)
