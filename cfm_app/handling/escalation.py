"""Climbs the ladder while nobody opens an urgent complaint, and finds contacts nobody has classified."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.viewers import people_with_duty
from cfm_app.handling import alerts, timeline
from cfm_app.handling.moments import to_utc
from cfm_app.rules.escalation import Ladder, Step, next_steps, unclassified_overdue
from cfm_app.workflows import states


def climb() -> int:
	"""Alert the next person of every complaint that nobody has opened in time; return how many steps were taken."""
	taken = 0
	for row in _unseen():
		ladder = _ladder(row.urgency)
		if not ladder.steps:
			continue
		due = next_steps(to_utc(row.creation), None, _taken(row.name), ladder, to_utc(now_datetime()))
		for position in due:
			_take(row, position, ladder.steps[position])
			taken += 1
	return taken


def mark_seen(doc) -> None:
	"""Remember that the handler has opened her complaint; the ladder stops."""
	if doc.handler == frappe.session.user and not doc.seen_on:
		doc.db_set("seen_on", now_datetime(), update_modified=False)
		timeline.write(doc, "seen")
		frappe.local.flags.commit = True


def alert_unclassified() -> int:
	"""Alert the coordinators, once, of contacts that waited too long; return how many."""
	waiting = frappe.get_all(  # reason: the job alerts, it shows nothing
		"CFM Interaction", {"state": ["in", ["New", "Claimed"]]}, ["name", "received_on"]
	)
	alerted = 0
	for name in (row.name for row in waiting if waited_too_long(row.received_on)):
		if not frappe.db.exists("CFM Step", {"interaction": name, "kind": "escalated"}):
			contact = frappe.get_doc("CFM Interaction", name)
			alerts.tell(alerts.coordinators(), contact, "unclassified")
			timeline.write(contact, "escalated", detail="unclassified")
			alerted += 1
	return alerted


def waited_too_long(received_on) -> bool:
	"""Tell whether a contact that nobody has classified waited longer than CFM Settings allow."""
	hours = frappe.get_cached_value("CFM Settings", None, "unclassified_hours") or 24
	return unclassified_overdue(to_utc(received_on), to_utc(now_datetime()), timedelta(hours=hours))


def _unseen() -> list:
	table = frappe.qb.DocType("Complaint")
	fields = (table.name, table.urgency, table.handler, table.creation, table.routing_rule)
	query = frappe.qb.from_(table).select(*fields).where(table.seen_on.isnull())
	query = query.where(table.workflow_state.notin(list(states.ENDED)))
	return query.where(table.urgency.isin(_urgencies_with_ladder() or [""])).run(as_dict=True)


def _urgencies_with_ladder() -> list[str]:
	return frappe.get_all("CFM Escalation Step", pluck="parent", distinct=True)  # reason: reference data


def _ladder(urgency: str) -> Ladder:
	rows = frappe.get_cached_doc("CFM Urgency", urgency).escalation_steps
	return Ladder(tuple(Step(timedelta(minutes=row.after_minutes), row.alert) for row in rows))


def _taken(name: str) -> set[int]:
	filters = {"complaint": name, "kind": "escalated"}
	details = frappe.get_all("CFM Step", filters, pluck="detail")  # reason: the job counts, it shows nothing
	return {int(detail.split(":")[0]) for detail in details}


def _take(row, position: int, step: Step) -> None:
	complaint = frappe.get_doc("Complaint", row.name)
	people = _people(row.handler, step.to) | _named_by_rule(row.routing_rule, step.to)
	alerts.tell(people, complaint, "unseen")
	timeline.write(complaint, "escalated", detail=f"{position}:{step.to}")


def _people(handler: str | None, to: str) -> set[str]:
	if to == "owner":
		return {handler} if handler else set(alerts.coordinators())
	if to == "coordinator":
		return set(alerts.coordinators())
	grants = [
		grant
		for grant in people_with_duty({"Intake", "Handle", "Respond", "Sensitive"})
		if grant.user == handler
	]
	return {grant.get(to) for grant in grants if grant.get(to)} or set(alerts.coordinators())


def _named_by_rule(rule: str | None, to: str) -> set[str]:
	"""Return whom the routing rule escalates to: she hears as soon as it goes beyond the owner (requirements B13)."""
	named = rule and to != "owner" and frappe.db.get_value("CFM Routing Rule", rule, "escalate_to")
	return {named} if named else set()
