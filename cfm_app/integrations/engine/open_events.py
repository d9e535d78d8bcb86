"""Works on stored calls of providers: one worker at a time, everything or nothing, tried again with growing waits."""

from datetime import timedelta

from pypika.functions import Count, Min, Sum

import frappe
from frappe.utils import get_datetime, now_datetime, nowdate

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.integrations.engine import arrivals, contact_points, quarantine, sealed_events, status
from cfm_app.integrations.engine.hook_urls import MESSAGE, STATUS
from cfm_app.portal.requests import as_guest
from cfm_app.rules.arrival_retries import wait_after

TABLE = "CFM Webhook Event"
OPEN = ("New", "Failed")
LEASE = timedelta(minutes=6)  # longer than a job of the queue may run
PATIENCE = timedelta(seconds=40)
MOST_AT_ONCE = 300


class ReportOfUnknownMessage(Exception):
	"""A report about a message that is not ours, or that we have not stored the provider's id of yet."""


def work_on(name: str) -> None:
	"""Do what one event asks for, unless somebody else is at it or its line is switched off. Commits."""
	if not _taken(name):
		return
	try:
		with as_guest():
			_carry_out(name)
	except Exception as error:
		frappe.db.rollback()
		_failed(name, type(error).__name__)
	frappe.db.commit()  # reason: each event stands alone; the next one may fail


def waiting() -> list[str]:
	"""Return events that no worker has come to in time, oldest first."""
	table, now = frappe.qb.DocType(TABLE), now_datetime()  # reason: the engine's own rows, names only
	left = table.next_attempt_at.isnull() & (table.received_on <= now - PATIENCE)
	query = frappe.qb.from_(table).select(table.name).where(table.state.isin(OPEN)).where(_not_held(table))
	query = query.where(left | (table.next_attempt_at <= now))
	return query.orderby(table.received_on).limit(MOST_AT_ONCE).run(pluck=True)


def summary() -> dict:
	"""Return {new, failed, parked, held, refused_today: counts, oldest: since when the oldest of them waits}."""
	table = frappe.qb.DocType(TABLE)  # reason: the engine's own rows, counts only
	query = frappe.qb.from_(table).select(table.state, Count(table.name), Min(table.received_on))
	query = query.where(table.state.isin([*OPEN, "Parked"])).groupby(table.state)
	rows = {state: (number, since) for state, number, since in query.run()}
	counts = {state.lower(): rows.get(state, (0, None))[0] for state in (*OPEN, "Parked")}
	since = [oldest for _number, oldest in rows.values()]
	return {
		**counts,
		"held": _held(table),
		"refused_today": _refused_today(table),
		"oldest": min(since, default=None),
	}


def _taken(name: str) -> bool:
	"""Take an event for as long as a worker may run; False when it is done, held or taken by somebody else."""
	table, now = frappe.qb.DocType(TABLE), now_datetime()  # reason: the engine's own rows, names only
	free = table.next_attempt_at.isnull() | (table.next_attempt_at <= now)
	query = frappe.qb.update(table).set(table.next_attempt_at, now + LEASE)
	query = query.set(table.attempts, table.attempts + 1).where(table.name == name)
	query.where(table.state.isin(OPEN)).where(free).where(_not_held(table)).run()
	taken = rows_touched() == 1
	frappe.db.commit()  # reason: others must see that it is taken, and a worker that is killed must have counted
	return taken


@again_on_deadlock
def _carry_out(name: str) -> None:
	row = _row(name, ["account", "line", "kind", "sealed", "key_id", "event_key", "received_on"])
	event = sealed_events.opened(name, row.sealed, row.key_id)
	line = frappe.get_cached_doc("CFM Message Line", row.line)
	if row.kind == MESSAGE:
		contact_points.remember(event.sender, line.language, event.profile_name)
	# what is read from here on has to show what other workers have just written about the same person
	frappe.db.commit()  # reason: ends the view of the database that began with the reads above
	if _row(name, ["state"], for_update=True).state not in OPEN:
		return
	if row.kind == MESSAGE:
		message = arrivals.take(event, line, row.event_key, row.received_on)
	elif status.apply(event, row.account):
		message = event.message
	else:
		raise ReportOfUnknownMessage
	_done(name, message)


def _done(name: str, message: str) -> None:
	done = {"state": "Done", "message": message or None, "next_attempt_at": None, "reason": None}
	frappe.db.set_value(TABLE, name, done)  # reason: the engine's own row


def _failed(name: str, reason: str) -> None:
	row = _row(name, ["attempts", "kind", "line"])
	wait = wait_after(row.attempts, row.kind)
	state = {"state": "Failed", "next_attempt_at": now_datetime() + wait} if wait else {"state": "Parked"}
	frappe.db.set_value(TABLE, name, {**state, "reason": reason})  # reason: the engine's own row
	frappe.logger("cfm_app").warning(f"a call of a provider was not dealt with ({name}): {reason}")
	if not wait:
		quarantine.tell_once_a_day(frappe.get_cached_doc("CFM Message Line", row.line), f"{row.kind}_parked")


def _row(name: str, fields: list[str], for_update: bool = False):
	return frappe.db.get_value(  # reason: the engine's own row, nobody is shown it
		TABLE, name, fields, as_dict=True, for_update=for_update
	)


def _not_held(table):
	"""Return the condition of what may be worked on: all reports, and messages of lines that are switched on."""
	return (table.kind == STATUS) | table.line.isin(_receiving_lines() or [""])


def _receiving_lines() -> list[str]:
	if not frappe.get_cached_doc("CFM Channel Settings").receiving_on:
		return []
	line, account = frappe.qb.DocType("CFM Message Line"), frappe.qb.DocType("CFM Provider Account")
	query = frappe.qb.from_(line).join(account).on(account.name == line.account).select(line.name)
	query = query.where(line.is_active == 1).where(line.receives == 1)
	return query.where(account.is_active == 1).run(pluck=True)


def _held(table) -> int:
	query = frappe.qb.from_(table).select(Count(table.name)).where(table.state.isin(OPEN))
	return query.where(table.kind == MESSAGE).where(table.line.notin(_receiving_lines() or [""])).run()[0][0]


def _refused_today(table) -> int:
	query = frappe.qb.from_(table).select(Count(table.name), Sum(table.duplicates))
	query = query.where(table.state == "Refused").where(table.received_on >= get_datetime(nowdate()))
	rows, repeated = query.run()[0]
	return int(rows + (repeated or 0))
