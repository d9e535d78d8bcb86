"""Gives each record the access key under which it is listed, and turns a viewer into a condition on keys.

A key stands for facts: level, project, place and, where somebody is named or locked out, the marks of those
people. Keys sort by level, project and place, so what a person sees is a few runs of neighbouring keys.
"""

import hashlib

import frappe

from cfm_app.confidentiality.access_version import bump, current_version
from cfm_app.confidentiality.viewers import viewer
from cfm_app.rules.access import SUMMARY, UNCLASSIFIED_LEVEL, RecordFacts, depth

CACHE = "cfm_key_conditions"
KEY_TYPE = "CFM Access Key"
NOTHING = "1=0"


def key_for(facts: RecordFacts, area: str | None = None) -> str:
	"""Return the access key of these facts, making it when no record has had them before."""
	key = key_name(facts)
	if not frappe.db.exists(KEY_TYPE, key):
		_create(key, facts, area)
	return key


def key_name(facts: RecordFacts) -> str:
	"""Return the name of the key: sortable, at most 80 characters, without any person in it."""
	level = f"c{UNCLASSIFIED_LEVEL}" if facts.is_contact else f"l{facts.level}"
	scope = f"{level}p{_short(facts.project)}a{facts.area_path}"
	if not (facts.team or facts.subjects):
		return scope
	people = ",".join(sorted(facts.team)) + "|" + ",".join(sorted(facts.subjects))
	return f"{scope}x{hashlib.sha256(people.encode()).hexdigest()[:16]}"


def facts_of(key: str | None) -> RecordFacts | None:
	"""Return the facts behind a key, or None when there is no such key (nobody may see the record then).

	A key is made from its facts, so what it stands for never changes and may be remembered for good.
	"""
	if not key:
		return None
	facts = frappe.cache.hget(KEY_TYPE, key)
	if facts is None and (row := frappe.db.get_value(KEY_TYPE, key, "*", as_dict=True)):
		facts = _facts(row)
		frappe.cache.hset(KEY_TYPE, key, facts)
	return facts


def condition(doctype: str, user: str) -> str:
	"""Return the SQL condition, in parentheses, that leaves the rows of this DocType whose key the user may list."""
	return runs_to_sql(f"`tab{doctype}`.`access_key`", visible_runs(user))


def visible_runs(user: str) -> list[tuple[str, str]]:
	"""Return the keys a user may list as runs (first, last) of neighbouring keys, in the database's order."""
	stored = frappe.cache.hget(CACHE, user)
	person = viewer(user)
	if stored and stored[0] == (current_version(), person):
		return stored[1]
	runs = _runs(person)
	frappe.cache.hset(CACHE, user, ((current_version(), person), runs))
	return runs


def runs_to_sql(column: str, runs: list[tuple[str, str]]) -> str:
	"""Return `(column IN (...) or column BETWEEN ... )` for these runs; a condition that is never true for none."""
	singles = [frappe.db.escape(first) for first, last in runs if first == last]
	parts = [
		f"{column} between {frappe.db.escape(first)} and {frappe.db.escape(last)}"
		for first, last in runs
		if first != last
	]
	if singles:
		parts.append(f"{column} in ({', '.join(singles)})")
	return f"({' or '.join(parts) or NOTHING})"


def area_moved(old_path: str, new_path: str) -> None:
	"""Carry records of a moved area to the keys of its new place."""
	from cfm_app.confidentiality.record_access import rekey

	for key, facts in _facts_by_key().items():
		if facts.area_path.startswith(old_path):
			moved = RecordFacts(**{**facts.__dict__, "area_path": new_path + facts.area_path[len(old_path) :]})
			rekey(key, key_for(moved))
	bump()


def _runs(person) -> list[tuple[str, str]]:
	runs: list[tuple[str, str]] = []
	open_run = False
	for key, facts in _facts_by_key().items():
		if depth(facts, person) < SUMMARY:
			open_run = False
			continue
		runs.append((runs.pop()[0], key) if open_run else (key, key))
		open_run = True
	return runs


def _facts_by_key() -> dict[str, RecordFacts]:
	table = frappe.qb.DocType(KEY_TYPE)
	rows = frappe.qb.from_(table).select(table.star).orderby(table.name).run(as_dict=True)
	return {row.name: _facts(row) for row in rows}


def _facts(row) -> RecordFacts:
	return RecordFacts(
		row.level,
		row.project or "",
		row.area_path or "",
		bool(row.is_contact),
		frozenset((row.team or "").split()),
		frozenset((row.subjects or "").split()),
	)


def _create(key: str, facts: RecordFacts, area: str | None) -> None:
	row = frappe.new_doc(KEY_TYPE, name=key, level=facts.level, project=facts.project, area_path=facts.area_path)
	row.update({"area": area, "is_contact": int(facts.is_contact)})
	row.update({"team": " ".join(sorted(facts.team)), "subjects": " ".join(sorted(facts.subjects))})
	row.db_insert(ignore_if_duplicate=True)
	bump()


def _short(project: str) -> str:
	return hashlib.sha256(project.encode()).hexdigest()[:8] if project else "0"
