"""Starts, moves and stops the clocks of a complaint."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.handling.moments import from_utc, to_utc
from cfm_app.rules.clocks import Allowance, Allowances, Pause, plan

CLOCKS = ("acknowledge", "first_answer", "resolve")
DONE = {"acknowledge": "acknowledged_on", "first_answer": "first_answered_on", "resolve": "closed_on"}
WARN_BEFORE = timedelta(days=2)


def set_due_dates(doc) -> None:
	"""Set when each promise falls due, from level, urgency, the area's calendar and past pauses."""
	from cfm_app.cfm_app.doctype.cfm_area.cfm_area import calendar_of

	level = _allowances("CFM Sensitivity Level", doc.sensitivity)
	urgency = _allowances("CFM Urgency", doc.urgency)
	decides = bool(
		doc.sensitivity and frappe.get_cached_value("CFM Sensitivity Level", doc.sensitivity, "level_decides")
	)
	now = to_utc(now_datetime())
	due = plan(to_utc(doc.received_on), level, urgency, calendar_of(doc.area), decides, pauses_of(doc), now)
	for clock in CLOCKS:
		doc.set(f"{clock}_due", from_utc(due[clock]) if clock in due else None)
	set_next_due(doc)


def set_next_due(doc) -> None:
	"""Set the earliest promise that is still open, and whether it is overdue."""
	waiting = [
		doc.get(f"{clock}_due") for clock in CLOCKS if not doc.get(DONE[clock]) and doc.get(f"{clock}_due")
	]
	doc.next_due = min(map(_as_datetime, waiting), default=None) if not doc.closed_on else None
	doc.is_overdue = int(bool(doc.next_due and doc.next_due < now_datetime()))


def stop(doc, clock: str) -> None:
	"""Mark a promise as kept now, once."""
	if not doc.get(DONE[clock]):
		doc.set(DONE[clock], now_datetime())
	set_next_due(doc)


def pauses_of(doc) -> list[Pause]:
	"""Return the pauses of a complaint, oldest first; the last one may still be open."""
	if doc.is_new() or not doc.flags.get("may_have_pauses", True):
		return []
	kinds = ["clock paused", "clock resumed"]
	steps = frappe.get_all(  # reason: clocks run the same for everybody, whoever saves
		"CFM Step",
		{"complaint": doc.name, "kind": ["in", kinds]},
		["kind", "at", "detail"],
		order_by="at, creation",
	)
	pauses: list[Pause] = []
	for step in steps:
		if step.kind == "clock paused":
			pauses.append(Pause(to_utc(step.at), None, step.detail or ""))
		elif pauses:
			pauses[-1] = Pause(pauses[-1].start, to_utc(step.at), pauses[-1].reason)
	return pauses


def mark_overdue() -> int:
	"""Mark complaints whose next promise has passed; return how many. Runs every five minutes."""
	table = frappe.qb.DocType("Complaint")
	late = (table.next_due < now_datetime()) & (table.is_overdue == 0) & table.closed_on.isnull()
	names = frappe.qb.from_(table).select(table.name).where(late).run(pluck=True)
	if names:
		frappe.qb.update(table).set(table.is_overdue, 1).where(table.name.isin(names)).run()
	return len(names)


def _allowances(doctype: str, name: str | None) -> Allowances:
	if not name:
		return Allowances(None, None, None)
	row = frappe.get_cached_doc(doctype, name)
	return Allowances(*(_allowance(row, clock) for clock in CLOCKS))


def _allowance(row, clock: str) -> Allowance | None:
	amount = row.get(f"{clock}_within")
	return Allowance(amount, row.get(f"{clock}_unit") or "days") if amount else None


def _as_datetime(moment):
	return frappe.utils.get_datetime(moment)
