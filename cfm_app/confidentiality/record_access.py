"""Writes the access key of records: whenever level, project, place, team or the people it is about change."""

from dataclasses import replace

import frappe

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.rules.access import RecordFacts

FOLLOWERS = ("CFM Step", "CFM Consent", "CFM Response", "CFM Follow Up", "CFM Disclosure")


def set_key(doc, team=None) -> None:
	"""Give a complaint or an unclassified contact the key of its facts. `team`: users named for levels 5-6."""
	doc.access_key = access_keys.key_for(facts_for(doc, team), doc.area)


def facts_for(doc, team=None) -> RecordFacts:
	"""Return the facts of a complaint or contact as it stands, keeping team and subjects when it has them."""
	before = access_keys.facts_of(doc.access_key) or RecordFacts(0)
	known_subjects = doc.flags.get("subjects") or frozenset()
	is_contact = doc.doctype == "CFM Interaction"
	return RecordFacts(
		level=0 if is_contact else doc.level,
		project=doc.project or "",
		area_path=area_path(doc.area),
		is_contact=is_contact,
		team=before.team if team is None else frozenset(mark_of(user) for user in team),
		subjects=before.subjects | known_subjects,
	)


def lock_out(doc, staff: set[str]) -> None:
	"""Lock these users, and everyone they report to, out of the record from now on."""
	facts = facts_for(doc)
	subjects = facts.subjects | {mark_of(user) for user in staff}
	if subjects == (access_keys.facts_of(doc.access_key) or facts).subjects:
		return
	doc.access_key = access_keys.key_for(RecordFacts(**{**facts.__dict__, "subjects": subjects}), doc.area)
	write_key(doc)


def write_key(doc) -> None:
	"""Store the key of a complaint and of everything that hangs on it, in this transaction."""
	table = frappe.qb.DocType(doc.doctype)
	frappe.qb.update(table).set(table.access_key, doc.access_key).where(table.name == doc.name).run()
	carry_to_followers(doc)


def carry_to_followers(doc) -> None:
	"""Give steps, responses, consents and follow-ups of a record its key, and revoke assignments that it ends."""
	link = "interaction" if doc.doctype == "CFM Interaction" else "complaint"
	for doctype in FOLLOWERS:
		if not frappe.get_meta(doctype).has_field(link):
			continue
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table.access_key, doc.access_key).where(table[link] == doc.name).run()
	revoke_assignments(doc)
	if doc.get("interaction"):
		carry_to_contact(doc.interaction)


def carry_to_contact(name: str) -> None:
	"""Give a classified contact the key of its complaints: it holds the same words."""
	contact = frappe.get_doc("CFM Interaction", name)
	keys = frappe.get_all(  # reason: access is computed for everybody, nobody is shown the complaints
		"Complaint", {"interaction": name}, pluck="access_key"
	)
	key = strictest_key(keys)
	if contact.closed_on and key != contact.access_key:
		contact.access_key = key
		write_key(contact)


def strictest_key(keys: list[str]) -> str:
	"""Return the key of the most confidential of these complaints, with everybody locked out of any of them."""
	if len(set(keys)) == 1:
		return keys[0]
	facts = [access_keys.facts_of(key) for key in keys]
	subjects = frozenset().union(*(each.subjects for each in facts))
	return access_keys.key_for(replace(max(facts, key=lambda each: each.level), subjects=subjects))


def revoke_assignments(doc) -> None:
	"""Delete the to-dos on this record of people who may no longer read it."""
	from cfm_app.confidentiality.permissions import record_depth
	from cfm_app.rules.access import SUMMARY

	filters = {"reference_type": doc.doctype, "reference_name": doc.name}
	for todo in frappe.get_all("ToDo", filters=filters, fields=["name", "allocated_to"]):
		if todo.allocated_to and record_depth(doc, todo.allocated_to) < SUMMARY:
			frappe.db.delete("ToDo", {"name": todo.name})


def rekey(old: str, new: str) -> None:
	"""Move every record from one key to another, after a place moved in the tree."""
	for doctype in ("Complaint", "CFM Interaction", *FOLLOWERS):
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table.access_key, new).where(table.access_key == old).run()


def area_path(area: str | None) -> str:
	"""Return the path of a place; the empty path, above every place, for none."""
	return (frappe.get_cached_value("CFM Area", area, "path") or "") if area else ""
