"""Once a minute: whatever waits is sent, whatever got stuck is found, whatever is too late is ended."""

import time

import frappe
from frappe.query_builder import Case
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.handling import message_marks
from cfm_app.integrations.engine import (
	changed_lately,
	limits,
	lookups,
	message_rows,
	sending,
	status_questions,
)
from cfm_app.integrations.engine.outcomes import WAIT_FOR_REPORT
from cfm_app.rules.message_states import WAITING

MOST_AT_ONCE = 200
# other jobs of the same minute want to run too
SECONDS = 40


def sweep() -> None:
	"""Do everything that is due. Bounded in number and time; the rest is there in the next minute. Commits."""
	changed_lately.forget()
	_end_what_is_too_late()
	_find_what_got_stuck()
	frappe.db.commit()  # reason: what follows is done message by message
	end = time.monotonic() + SECONDS
	for work, name in _work():
		if time.monotonic() > end:
			return
		_one(work, name)


def _work():
	for name in lookups.due():
		yield lookups.look_up, name
	for line in _lines_that_may_send():
		for name in _due(line):
			yield sending.attempt, name
	for name in status_questions.due():
		yield status_questions.ask, name


def _one(work, name: str) -> None:
	try:
		work(name)
	except Exception as error:
		# its lease runs out and it is found again
		frappe.db.rollback()
		frappe.logger("cfm_app").error(f"message {name}: {type(error).__name__}")


def _end_what_is_too_late() -> None:
	table = message_rows.table()
	late = table.state.isin(WAITING) & (table.valid_until <= now_datetime()) & (table.direction == "Out")
	for name in frappe.qb.from_(table).select(table.name).where(late).limit(MOST_AT_ONCE).run(pluck=True):
		query = frappe.qb.update(table).set(table.state, "Expired").set(table.next_attempt_at, None)
		query.where((table.name == name) & late).run()
		if rows_touched():
			message_marks.mark(name, "Expired")


def _find_what_got_stuck() -> None:
	"""A worker that died before the call leaves a message to be tried again; after it, one that may have gone out."""
	table, now = message_rows.table(), now_datetime()
	called = table.attempted_on.isnotnull()
	query = frappe.qb.update(table).set(table.state, Case().when(called, "Ambiguous").else_("Retry"))
	query = query.set(table.next_attempt_at, Case().when(called, now + WAIT_FOR_REPORT).else_(now))
	query = query.set(table.lookups, 0).set(table.error_class, "Lease").set(table.error_code, "worker_lost")
	query.where((table.state == "Sending") & (table.lease_until < now)).run()


def _lines_that_may_send() -> list:
	"""Return the CFM Message Lines whose messages would not only be put back."""
	if not frappe.get_cached_doc("CFM Channel Settings").sending_on:
		return []
	line, account = frappe.qb.DocType("CFM Message Line"), frappe.qb.DocType("CFM Provider Account")
	query = frappe.qb.from_(line).join(account).on(account.name == line.account).select(line.name)
	query = query.where((line.is_active == 1) & (line.sends == 1) & (account.is_active == 1))
	query = query.where(account.paused_on.isnull())
	resting = account.open_until.isnotnull() & (account.open_until > now_datetime())
	names = query.where(resting.negate()).run(pluck=True)
	return [frappe.get_cached_doc("CFM Message Line", name) for name in names]


def _due(line) -> list[str]:
	table = message_rows.table()
	query = frappe.qb.from_(table).select(table.name).where(table.line == line.name)
	query = query.where(table.state.isin(WAITING) & (table.next_attempt_at <= now_datetime()))
	room = min(limits.room_on(line), MOST_AT_ONCE)
	return query.orderby(table.next_attempt_at).limit(room).run(pluck=True) if room else []
