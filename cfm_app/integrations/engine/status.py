"""Reports of providers about messages out, in whatever order and however often they come."""

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce
from frappe.utils import add_to_date, now_datetime

from cfm_app.confidentiality.rows import insert_row, rows_touched
from cfm_app.handling import message_marks
from cfm_app.integrations import registry
from cfm_app.integrations.base.types import StatusEvent
from cfm_app.integrations.engine import breaker, message_rows, outgoing_words, provider_keys
from cfm_app.rules import send_timing
from cfm_app.rules.message_states import ON_ITS_WAY, REACHED, REFUSED, contradicting, rank_of

HISTORY = "CFM Message Status"


def apply(event: StatusEvent, account, source: str = "callback") -> bool:
	"""Take a report about a message of ours; False when there is no such message (yet).

	`account`: CFM Provider Account or its name; `source`: callback, answer or look-up. The strongest report wins,
	whichever comes first; every one is kept.
	"""
	account = getattr(account, "name", account)
	message = _message_of(event, account)
	if not message:
		return False
	applied = _raise(message.name, event.state, {"error_code": event.error_code or None})
	_keep_key(message.name, account, event.provider_ref)
	_remember(message.name, event.status, event.state, applied, event.error_code, source)
	if applied:
		message_marks.mark(message.name, event.state, message.state)
		_react(message, event, account)
	return True


def accept(name: str, account: str, provider_ref: str, state: str, known: dict) -> None:
	"""Take the answer to a call that sent or found a message. `known`: segments and price, None where not told."""
	state = state if rank_of(state) else "Accepted"
	applied = _raise(name, state, {"error_code": None})
	_keep_key(name, account, provider_ref)
	told = {column: value for column, value in known.items() if value is not None}
	if told:
		message_rows.change(name, told)
	_remember(name, state, state, applied, "", "answer")
	if applied:
		message_marks.mark(name, state)


def _message_of(event: StatusEvent, account: str):
	table, line = message_rows.table(), frappe.qb.DocType("CFM Message Line")
	query = frappe.qb.from_(table).join(line).on(line.name == table.line).select(table.star)
	query = query.where(table.direction == "Out").where(line.account == account)
	if event.message:
		rows = query.where(table.name == event.message).run(as_dict=True)
	else:
		key = provider_keys.of(account, event.provider_ref)
		rows = query.where(table.provider_key == key).run(as_dict=True)
	return rows[0] if rows else None


def _raise(name: str, state: str, values: dict) -> bool:
	"""Bring a message to a reported state unless something stronger is known; tell whether it was.

	One statement: of two reports at once neither is lost.
	"""
	table, now, opposite = message_rows.table(), now_datetime(), contradicting(state)
	conflict = Case().when(table.state.isin(opposite), 1).else_(table.conflict)
	# the database goes from left to right: the state is looked at before it is changed
	query = frappe.qb.update(table).set(table.conflict, conflict) if opposite else frappe.qb.update(table)
	query = query.set(table.sent_on, Coalesce(table.sent_on, now))
	query = _then_ask(query, table, now) if state in ON_ITS_WAY else query.set(table.next_attempt_at, None)
	values = {**values, "state": state, "status_rank": rank_of(state), "error_class": None, "modified": now}
	if state in REACHED:
		values["delivered_on"] = now
	for column, value in values.items():
		query = query.set(table[column], value)
	query.where((table.name == name) & (table.status_rank < rank_of(state))).run()
	return bool(rows_touched()) or _note_conflict(name, opposite)


def _then_ask(query, table, now):
	"""Have the provider asked for what is not reported; a report on the way changes nothing about when."""
	known = table.state.isin(ON_ITS_WAY)
	first = Case().when(known, table.next_attempt_at).else_(send_timing.ask_at(now, asked=0))
	query = query.set(table.next_attempt_at, first)
	return query.set(table.lookups, Case().when(known, table.lookups).else_(0))


def _note_conflict(name: str, opposite: tuple[str, ...]) -> bool:
	table = message_rows.table()
	if opposite:
		against = (table.name == name) & table.state.isin(opposite)
		frappe.qb.update(table).set(table.conflict, 1).where(against).run()
	return False


def _keep_key(name: str, account: str, provider_ref: str) -> None:
	"""Keep the provider's id, from whoever brings it first. A second id means that it may have gone out twice."""
	if not provider_ref:
		return
	key, table = provider_keys.of(account, provider_ref), message_rows.table()
	frappe.db.savepoint("cfm_provider_key")
	try:
		new = (table.name == name) & table.provider_key.isnull()
		frappe.qb.update(table).set(table.provider_key, key).where(new).run()
	except Exception as error:
		if not frappe.db.is_unique_key_violation(error):
			raise
		frappe.db.rollback(save_point="cfm_provider_key")
		frappe.logger("cfm_app").error(f"message {name}: the provider's id belongs to another message")
		return
	if not rows_touched():
		other = (table.name == name) & (table.provider_key != key)
		frappe.qb.update(table).set(table.conflict, 1).where(other).run()


def _remember(name: str, word: str, state: str, applied: bool, error_code: str, source: str) -> None:
	insert_row(
		HISTORY,
		message=name,
		status=word,
		status_rank=rank_of(state),
		applied=int(applied),
		error_code=error_code or None,
		at=now_datetime(),
		source=source,
	)


def _react(message, event: StatusEvent, account: str) -> None:
	from cfm_app.integrations.engine import outbox  # the outbox writes through this module

	if event.state in REACHED:
		outbox.cancel({"resend_of": message.name})
	elif event.state in REFUSED and event.error_code:
		meaning = registry.provider_of(account).classify(event.error_code)
		if meaning in REACTIONS:
			REACTIONS[meaning](message, event, account)


def _once_more(message, event: StatusEvent, account: str) -> None:
	"""The network did not deliver it, the address may be fine: one more try, as a new message."""
	from cfm_app.integrations.engine import outbox, outcomes

	words = outgoing_words.opened(message)
	if words and not message.resend_of:
		wait = send_timing.soft_retry(outcomes.chance())
		outbox.again(message, words, add_to_date(now_datetime(), seconds=wait))


def _unreachable(message, event: StatusEvent, account: str) -> None:
	from cfm_app.integrations.engine import outcomes

	outcomes.mark_unreachable(message.contact_point, event.error_code)


def _stopped(message, event: StatusEvent, account: str) -> None:
	from cfm_app.integrations.engine import outcomes

	outcomes.stopped_by_provider(message)


def _filtered(message, event: StatusEvent, account: str) -> None:
	frappe.logger("cfm_app").warning(f"message {message.name} was filtered on its way: {event.error_code}")


REACTIONS = {
	"soft": _once_more,
	"unreachable": _unreachable,
	"opted_out": _stopped,
	"filtered": _filtered,
	"config": lambda message, event, account: breaker.pause(account, event.error_code),
}
