"""Lets records go when their time is over: shows what would happen, and does it every night in small batches."""

from collections.abc import Iterator
from itertools import islice

import frappe
from frappe.utils import add_months, getdate

from cfm_app.cfm_app.doctype.cfm_hold.cfm_hold import held
from cfm_app.cfm_app.doctype.cfm_retention_rule.cfm_retention_rule import classes
from cfm_app.confidentiality import data_requests, erasure, files
from cfm_app.rules.retention import Record, RetentionClass, Verdict, judge

BATCH, PAGE = 50, 1000
MOST_IN_A_NIGHT = 500
REQUEST_MONTHS = 12
STATES_WITHOUT_COMPLAINT = ("No feedback",)


def of(doc) -> Verdict:
	"""Return what retention wants of this complaint or contact today."""
	return _judge(_with_history([_facts(doc)])[0], classes())


def preview(most: int = 1000) -> list[dict]:
	"""Return what the next nights would do: [{record_type, record, stage, rule, closed_on, because}], oldest first.

	Records on hold are listed with the reason "hold"; nothing is changed.
	"""
	rows = []
	for row, verdict in _judged():
		if verdict.stage or verdict.because == "hold":
			rows.append(
				{
					"record_type": row.doctype,
					"record": row.name,
					"closed_on": row.closed_on,
					"access_key": row.access_key,
					"stage": verdict.stage,
					"because": verdict.because,
					"rule": verdict.class_name,
					"planned_on": verdict.record_on if verdict.stage == "record" else verdict.identity_on,
				}
			)
		if len(rows) == most:
			break
	return rows


def run() -> int:
	"""Let go what is due, when retention is switched on; return how many orders are done. What is left waits a night."""
	erasure.carry_out()
	if not frappe.db.get_single_value("CFM Settings", "retention_on"):
		return 0
	done = 0
	due = ((row, verdict) for row, verdict in _judged() if verdict.stage)
	waiting = list(islice(due, MOST_IN_A_NIGHT))
	for start in range(0, len(waiting), BATCH):
		orders = [_order(row, verdict) for row, verdict in waiting[start : start + BATCH]]
		frappe.db.commit()  # reason: orders of one batch are kept, so that an interrupted night goes on from there
		done += erasure.carry_out(orders)
	_forget_old_requests()
	files.shred_orphans()
	return done


def _order(row, verdict: Verdict) -> str:
	record = frappe.get_doc(row.doctype, row.name)
	because, rule = erasure.BY_RETENTION, verdict.class_name
	return erasure.order(record, verdict.stage, because, state=erasure.APPROVED, retention_rule=rule)


def _judged() -> Iterator[tuple[dict, Verdict]]:
	rules = classes()
	for doctype in (erasure.COMPLAINT, erasure.CONTACT):
		query = _closed_before(doctype, rules)
		page = 0
		while query and (rows := query.limit(PAGE).offset(page * PAGE).run(as_dict=True)):
			for row in _with_history([frappe._dict(row, doctype=doctype) for row in rows]):
				yield row, _judge(row, rules)
			page += 1


def _closed_before(doctype: str, rules: list[RetentionClass]):
	"""Return a query for closed records old enough for the earliest rule that have not reached their end, oldest first."""
	months = [rule.identity_months for rule in rules if rule.for_contacts == (doctype == erasure.CONTACT)]
	if not months:
		return None
	table, order = frappe.qb.DocType(doctype), frappe.qb.DocType(erasure.ORDER)
	ended = (order.record == table.name) & order.scope.isin([erasure.RECORD, erasure.ARCHIVE])
	query = frappe.qb.from_(table).left_join(order).on(ended & (order.state != erasure.REFUSED))
	query = query.select(table.name, table.closed_on, table.feedback_type, table.access_key)
	query = query.where(order.name.isnull()).where(table.closed_on <= add_months(getdate(), -min(months)))
	if doctype == erasure.COMPLAINT:
		query = query.select(table.level)
	else:
		query = query.where(table.state.isin(STATES_WITHOUT_COMPLAINT))
	return query.orderby(table.closed_on).orderby(table.name)


def _with_history(rows: list[dict]) -> list[dict]:
	names = [row.name for row in rows]
	on_hold, done = held(names), erasure.done_scopes(names)
	for row in rows:
		row.update({"on_hold": row.name in on_hold, "done": frozenset(done.get(row.name, ()))})
	return rows


def _judge(row, rules: list[RetentionClass]) -> Verdict:
	record = Record(
		closed_on=getdate(row.closed_on) if row.closed_on else None,
		level=row.level or 0,
		is_contact=row.doctype == erasure.CONTACT,
		feedback_type=row.feedback_type or "",
		on_hold=row.on_hold,
		done=row.done,
	)
	return judge(record, rules, getdate())


def _facts(doc) -> dict:
	fields = ("doctype", "name", "closed_on", "level", "feedback_type", "access_key")
	return frappe._dict({field: doc.get(field) for field in fields})


def _forget_old_requests() -> None:
	"""Take the words out of requests that were finished a year ago."""
	old = {"state": ["in", data_requests.ENDED], "answered_on": ["<", add_months(getdate(), -REQUEST_MONTHS)]}
	for name in frappe.get_all(
		data_requests.REQUEST, old, pluck="name"
	):  # reason: a nightly job, for everybody
		data_requests.forget(frappe.get_doc(data_requests.REQUEST, name))
	frappe.db.commit()  # reason: stands alone, as every order before it
