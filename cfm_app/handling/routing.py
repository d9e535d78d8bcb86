"""Finds who works on a complaint, says why, and never lets it fall through."""

from dataclasses import replace

import frappe
from frappe.query_builder.functions import Count

from cfm_app.confidentiality import record_access
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.access_version import current_version
from cfm_app.confidentiality.viewers import people_with_duty, staff_of, viewer
from cfm_app.handling import alerts, timeline
from cfm_app.handling.levels import is_about_conduct
from cfm_app.rules import conflict, routing
from cfm_app.rules.access import FULL, SENSITIVE_FROM, RecordFacts, depth

HANDLING_DUTIES = {"Intake", "Handle", "Respond", "Sensitive", "Supervise"}
CACHE = "cfm_routing_rules"


def route(doc) -> None:
	"""Set the handler of a new or reclassified complaint; without any, the default queue takes it, with an alert."""
	match, choice, _people = decide(doc)
	doc.routing_rule = match.rule.name if match.rule else None
	doc.handler = choice.user or _default_queue(doc)
	doc.in_default_queue = int(choice.queue)
	doc.seen_on = None
	if doc.level >= SENSITIVE_FROM:
		record_access.set_key(doc, team=named_team(doc))
	timeline.add(doc, "routed", detail=choice.because)
	if doc.handler:
		timeline.add(doc, "assigned", detail=doc.handler)


def decide(doc):
	"""Return (rule match, owner choice, candidates) for a complaint as it stands; changes nothing.

	Level 6 goes past every rule, straight to a focal point named for it.
	"""
	facts = routing_facts(doc)
	straight = facts.level == routing.HIGHEST_LEVEL
	match = routing.RuleMatch(None, ()) if straight else routing.choose_rule(rules(), facts)
	duty = routing.NAMED_DUTY if straight else match.rule and match.rule.assign_duty
	candidates = _candidates(doc, duty, facts.wants_woman)
	if straight:
		return match, routing.choose_named(candidates, facts), candidates
	return match, routing.choose_owner(match.rule, candidates, facts, frozenset()), candidates


def explain(doc) -> dict:
	"""Return why a complaint goes where it goes: {rules: [...], owner, because} in words for the form."""
	match, choice, _candidates = decide(doc)
	titles = {rule.name: rule.title for rule in _rule_rows()}
	considered = [
		{
			"rule": titles.get(row.rule, row.rule),
			"matched": row.matched,
			"because": row.because,
			"value": row.value,
		}
		for row in match.explanation
	]
	return {
		"rules": considered,
		"owner": choice.user,
		"because": choice.because,
		"default_queue": choice.queue,
	}


def routing_facts(doc) -> routing.RoutingFacts:
	"""Return what routing looks at: level, category path, project, place, channel, urgency, whom to keep away."""
	from cfm_app.cfm_app.doctype.cfm_category.cfm_category import path_of

	return routing.RoutingFacts(
		level=doc.level,
		category_path=path_of(doc.category) if doc.category else (),
		project=doc.project or None,
		area_path=record_access.area_path(doc.area),
		channel=doc.channel or None,
		urgency=doc.urgency or None,
		needs_independence=_needs_independence(doc),
		project_staff=frozenset(staff_of(doc.project)),
		wants_woman=bool(doc.get("wants_woman")),
	)


def named_team(doc) -> set[str]:
	"""Return the people named for a level 5-6 complaint: its handler with deputy and supervisor. Empty: everyone named."""
	grants = [
		row
		for row in people_with_duty({"Sensitive"})
		if row.user == doc.handler and row.level_to >= doc.level
	]
	if doc.in_default_queue or not grants:
		return set()
	return {person for row in grants for person in (row.user, row.deputy, row.supervisor) if person}


def may_handle(doc, user: str | None) -> bool:
	"""Tell whether this user may work on the complaint as it stands."""
	access = facts_of(doc.access_key)
	return bool(user and access and _may_work(user, access))


def is_too_near(doc, user: str) -> bool:
	"""Tell whether routing keeps this user away because she belongs to the complaint's project."""
	return _needs_independence(doc) and user in staff_of(doc.project)


def rules() -> list[routing.RoutingRule]:
	"""Return the active routing rules as plain values."""
	return [
		routing.RoutingRule(
			name=row.name,
			rank=row.rank,
			level_from=row.level_from,
			level_to=row.level_to,
			categories=frozenset([row.category] if row.category else []),
			project=row.project or None,
			area_path=record_access.area_path(row.area) or None,
			channel=row.channel or None,
			urgency=row.urgency or None,
			assign_duty=row.assign_duty or None,
			assign_user=row.assign_user or None,
		)
		for row in _rule_rows()
	]


def _rule_rows() -> list:
	stored = frappe.cache.get_value(CACHE)
	if not stored or stored[0] != current_version():
		found = frappe.get_all("CFM Routing Rule", {"is_active": 1}, ["*"], order_by="`rank`, name")
		stored = (current_version(), found)
		frappe.cache.set_value(CACHE, stored)
	return stored[1]


def _needs_independence(doc) -> bool:
	return conflict.needs_independence(
		doc.level, is_about_conduct(doc), doc.get("independence"), bool(doc.get("fears_retaliation"))
	)


def _candidates(doc, duty: str | None, wants_woman: bool) -> list[routing.Candidate]:
	access = facts_of(doc.access_key) or RecordFacts(doc.level)
	people = [row for row in people_with_duty(HANDLING_DUTIES) if _may_work(row.user, access)]
	women = _women({row.user for row in people}) if wants_woman and people else set()
	return [_candidate(row, load, row.user in women) for row, load in _with_load(people, duty)]


def _women(users: set[str]) -> set[str]:
	return set(frappe.get_all("User", {"name": ["in", list(users)], "gender": "Female"}, pluck="name"))


def _may_work(user: str, access: RecordFacts) -> bool:
	without_team = replace(access, team=frozenset())
	return depth(without_team, viewer(user)) == FULL and _may_write(user)


def _may_write(user: str) -> bool:
	"""Whoever works on a complaint has a role that lets her change it."""
	roles = {row.role for row in frappe.get_meta("Complaint").permissions if row.write}
	return bool(roles & set(frappe.get_roles(user)))


def _with_load(people: list, duty: str | None) -> list[tuple]:
	"""Count open complaints only where it decides: among those with the duty that gets it."""
	users = {row.user for row in people if duty and row.duty == duty}
	if len(users) < 2:
		return [(row, 0) for row in people]
	table = frappe.qb.DocType("Complaint")
	query = frappe.qb.from_(table).select(table.handler, Count("*")).groupby(table.handler)
	load = dict(query.where(table.handler.isin(list(users))).where(table.closed_on.isnull()).run())
	return [(row, load.get(row.user, 0)) for row in people]


def _candidate(row, load: int, is_woman: bool) -> routing.Candidate:
	return routing.Candidate(
		user=row.user,
		duty=row.duty,
		area_path=row.area_path,
		project=row.project or None,
		level_min=row.level_from,
		level_max=row.level_to,
		open_items=load,
		deputy=row.deputy or None,
		is_woman=is_woman,
	)


def _default_queue(doc) -> str | None:
	"""Return who looks after what no rule fits: the person of the settings, or the one for conflicts of interest."""
	alerts.tell(alerts.coordinators(), doc, "default_queue")
	settings = frappe.get_cached_doc("CFM Settings")
	people = (settings.default_queue_user, settings.get("conflict_user"))
	able = (user for user in people if may_handle(doc, user) and not is_too_near(doc, user))
	return next(able, None)
