"""Gives each record the access key under which it is listed, and turns a viewer into a condition on keys.

A key stands for facts: level, project, place and, where somebody is named or locked out, the marks of those
people. Keys sort by place first, because most people see a place with everything below it: what they see is then
a few spans of neighbouring keys.
"""

import hashlib
from dataclasses import replace

from pypika.terms import LiteralValue

import frappe
from frappe.query_builder.functions import Count

from cfm_app.confidentiality.access_version import bump
from cfm_app.confidentiality.viewers import stamp, viewer
from cfm_app.rules.access import SENSITIVE_FROM, SUMMARY, RecordFacts, depth, is_locked_out
from cfm_app.rules.area_paths import is_within, moved_path
from cfm_app.rules.key_spans import Chosen, choose

CACHE = "cfm_key_conditions"
KEY_TYPE = "CFM Access Key"
NOTHING = "1=0"
BIGGEST_TABLE = "Complaint"
SMALL_PART, TINY_PART = 1 / 5, 1 / 40
PIECES = 16


def key_for(facts: RecordFacts, area: str | None = None) -> str:
	"""Return the access key of these facts, making it when no record has had them before."""
	key = key_name(facts)
	if not frappe.db.exists(KEY_TYPE, key):
		_create(key, facts, area)
	return key


def key_name(facts: RecordFacts) -> str:
	"""Return the name of the key: sortable, at most 80 characters, without any person in it.

	Contacts, complaints, sensitive complaints and investigations stand apart, then place, project and level: "n0103.41ace621.3". Where
	two keys differ, every collation puts the same one first: a dot, then digits, then letters of one case.
	"""
	scope = f"{_kind(facts)}{facts.area_path}.{_short(facts.project)}.{facts.level}"
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
	chosen = visible_keys(user)
	found = to_sql(f"`tab{doctype}`.`access_key`", chosen)
	# always true, and half as likely in MariaDB's eyes: it then reads the keys' index instead of walking back by date
	return f"({found} and `tab{doctype}`.`name` > '')" if chosen.is_tiny_part else found


def visible_keys(user: str) -> Chosen:
	"""Return the keys a user may list, as spans of neighbouring keys in the database's order."""
	stored = frappe.cache.hget(CACHE, user)
	if stored and stored[0] == stamp():
		return stored[1]
	person = viewer(user)
	marked = [(key, depth(facts, person) >= SUMMARY) for key, facts in _facts_by_key().items()]
	chosen = choose(marked)
	share = _share_of_all(chosen)
	if share <= SMALL_PART:
		chosen = replace(choose(marked, PIECES), is_tiny_part=share <= TINY_PART)
	frappe.cache.hset(CACHE, user, (stamp(), chosen))
	return chosen


def locked_keys(user: str) -> list[str]:
	"""Return the keys of the records that are about this user, or about somebody in her line."""
	person = viewer(user)
	return [key for key, facts in _facts_by_key().items() if is_locked_out(facts, person)]


def to_sql(column: str, chosen: Chosen) -> str:
	"""Return these keys as one condition in parentheses; one that is never true when there are none."""
	parts = [f"{column} in ({_listed(chosen.singles)})"] if chosen.singles else []
	if chosen.spans:
		spans = " or ".join(
			f"{column} between {frappe.db.escape(first)} and {frappe.db.escape(last)}"
			for first, last in chosen.spans
		)
		without = f" and {column} not in ({_listed(chosen.left_out)})" if chosen.left_out else ""
		parts.append(f"({spans}){without}")
	return f"({' or '.join(parts) or NOTHING})"


def prepare_column(doctype: str, sort_field: str) -> None:
	"""Store the keys of a DocType as plain bytes and index them with the order of its list.

	Comparing bytes instead of words halves what a count takes. It is the only index that begins with the key, so
	that the database cannot take one that lacks the order.
	"""
	if not _compares_bytes(doctype):
		column = "`access_key` varchar(80) character set ascii collate ascii_bin"
		frappe.db.sql_ddl(
			f"alter table `tab{doctype}` modify {column}"
		)  # reason: Frappe knows no column collation
	frappe.db.add_index(doctype, ["access_key", sort_field], f"access_key_{sort_field}")


def area_moved(old_path: str, new_path: str) -> None:
	"""Carry records of a moved area to the keys of its new place."""
	from cfm_app.confidentiality.record_access import rekey

	for key, facts in _facts_by_key().items():
		if is_within(facts.area_path, old_path):
			moved = moved_path(facts.area_path, old_path, new_path)
			rekey(key, key_for(replace(facts, area_path=moved)))
	bump()


def user_renamed(old_mark: str, new_mark: str) -> None:
	"""Let a new name of a user change nothing: she stays locked out of, or named for, what she was."""
	from cfm_app.confidentiality.record_access import rekey

	for key, facts in _facts_by_key().items():
		if old_mark in facts.subjects | facts.team:
			team, subjects = (
				marks | ({new_mark} if old_mark in marks else set()) for marks in (facts.team, facts.subjects)
			)
			rekey(key, key_for(replace(facts, team=team, subjects=subjects)))
	bump()


def _share_of_all(chosen: Chosen) -> float:
	"""Return the share of all complaints with these keys, 0 to 1: spans are cut into pieces where it is small.

	MariaDB counts short ranges exactly and takes long ones for twice as long, and then prefers to walk through all
	complaints in order of date: 250 ms instead of 35 at offset 5,000 for who sees a tenth of 200,000. Who sees
	half of them is served best by that walk, and each piece would cost every row a comparison.
	"""
	table = frappe.qb.DocType(BIGGEST_TABLE)
	column = f"`tab{BIGGEST_TABLE}`.`access_key`"
	rows = frappe.qb.from_(table).select(Count("*")).where(LiteralValue(to_sql(column, chosen))).run()[0][0]
	return rows / (frappe.db.count(BIGGEST_TABLE) or 1)


def _listed(keys: tuple[str, ...]) -> str:
	return ", ".join(frappe.db.escape(key) for key in keys)


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
		is_request=bool(row.is_request),
		is_investigation=bool(row.get("is_investigation")),
	)


def _create(key: str, facts: RecordFacts, area: str | None) -> None:
	row = frappe.new_doc(
		KEY_TYPE, name=key, level=facts.level, project=facts.project, area_path=facts.area_path
	)
	row.update({"area": area, "is_contact": int(facts.is_contact), "is_request": int(facts.is_request)})
	row.is_investigation = int(facts.is_investigation)
	row.update({"team": " ".join(sorted(facts.team)), "subjects": " ".join(sorted(facts.subjects))})
	row.db_insert(ignore_if_duplicate=True)
	bump()


def _compares_bytes(doctype: str) -> bool:
	columns = frappe.qb.Schema("information_schema").columns
	query = (
		frappe.qb.from_(columns)
		.select(columns.collation_name)
		.where(columns.table_schema == frappe.conf.db_name)
	)
	found = (
		query.where(columns.table_name == f"tab{doctype}").where(columns.column_name == "access_key").run()
	)
	return found == (("ascii_bin",),)


def _kind(facts: RecordFacts) -> str:
	if facts.is_request:
		return "d"
	if facts.is_investigation:
		return "i"
	if facts.is_contact:
		return "c"
	return "s" if facts.level >= SENSITIVE_FROM else "n"


def _short(project: str) -> str:
	return hashlib.sha256(project.encode()).hexdigest()[:8] if project else "0"
