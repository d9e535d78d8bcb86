"""Writes the access key of records: whenever level, project, place, team or the people it is about change."""

from dataclasses import replace

import frappe

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.confidentiality.viewers import people_with_duty, project_mark, viewer
from cfm_app.rules.access import (
	FULL,
	SENSITIVE_DUTIES,
	SUMMARY,
	UNCLASSIFIED_LEVEL,
	RecordFacts,
	depth,
	is_locked_out,
)
from cfm_app.rules.conflict import KEPT_FROM

LINKS = {"Complaint": "complaint", "CFM Interaction": "interaction", "CFM Investigation": "investigation"}
FOLLOWERS = {
	"complaint": (
		"CFM Step",
		"CFM Consent",
		"CFM Response",
		"CFM Follow Up",
		"CFM Disclosure",
		"CFM Hold",
		"Referral",
		"CFM Referral Step",
	),
	"interaction": ("CFM Step", "CFM Consent"),
	"investigation": ("CFM Step",),
}
OF_THEIR_OWN = ("CFM Data Request", "CFM Erasure")


def set_key(doc, team=None) -> None:
	"""Give a complaint or an unclassified contact the key of its facts. `team`: users named for levels 5-6."""
	doc.access_key = access_keys.key_for(facts_for(doc, team), doc.area)


def facts_for(doc, team=None) -> RecordFacts:
	"""Return the facts of a complaint or contact as it stands, keeping team and subjects when it has them."""
	before = access_keys.facts_of(doc.access_key) or RecordFacts(0)
	is_contact = doc.doctype == "CFM Interaction"
	return RecordFacts(
		level=_contact_level(doc) if is_contact else doc.level,
		project=doc.project or "",
		area_path=area_path(doc.area),
		is_contact=is_contact,
		team=before.team if team is None else frozenset(mark_of(user) for user in team),
		subjects=_subjects(doc, before),
	)


def lock_out(doc, staff: set[str]) -> None:
	"""Lock these users, and everyone they report to, out of the record and of all that holds the same words."""
	marks = frozenset(mark_of(user) for user in staff)
	if _lock(doc, marks):
		write_key(doc)
	_lock_relatives(doc, marks)


def share_lock_out(doc, twin) -> None:
	"""Lock whoever is locked out of one of two complaints out of both: they tell the same. `doc` is being saved."""
	marks = frozenset().union(*(access_keys.facts_of(each.access_key).subjects for each in (doc, twin)))
	_lock(doc, marks)
	_lock_relatives(doc, marks)


def write_key(doc) -> None:
	"""Store the key of a complaint and of everything that hangs on it, in this transaction."""
	table = frappe.qb.DocType(doc.doctype)
	frappe.qb.update(table).set(table.access_key, doc.access_key).where(table.name == doc.name).run()
	carry_to_followers(doc)


def carry_to_followers(doc) -> None:
	"""Give steps, responses, consents and follow-ups of a record its key, and revoke assignments that it ends."""
	link = LINKS.get(doc.doctype, "complaint")
	if doc.doctype == "Complaint":
		_partner_links().close_when_narrowed(doc)
	for doctype in filter(frappe.db.table_exists, FOLLOWERS[link]):
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table.access_key, doc.access_key).where(table[link] == doc.name).run()
	revoke_assignments(doc)
	if doc.doctype == "CFM Interaction":
		release_claim(doc)
	if doc.doctype == "Complaint":
		carry_to_investigations(doc)
		carry_to_contact(doc.interaction)


def _partner_links():
	# imported here because an address tells the timeline, which asks this module where it hangs
	from cfm_app.confidentiality import partner_links

	return partner_links


def carry_to_investigations(complaint) -> None:
	"""Let the investigations of a complaint follow its level, place and subjects. Their team stays their own."""
	names = frappe.get_all(  # reason: it moves keys, it shows nothing
		"CFM Investigation", {"complaint": complaint.name}, pluck="name"
	)
	for name in names:
		investigation = frappe.get_doc("CFM Investigation", name)
		investigation.access_key = investigation_key(
			complaint, access_keys.facts_of(investigation.access_key).team
		)
		write_key(investigation)


def investigation_key(complaint, team: frozenset) -> str:
	"""Return the key of an investigation: where the complaint stands, open to these marks alone."""
	facts = replace(access_keys.facts_of(complaint.access_key), team=team, is_investigation=True)
	return access_keys.key_for(facts, complaint.area)


def release_claim(contact) -> None:
	"""Give a contact back to the inbox when it turns out to be about whoever took it."""
	facts = access_keys.facts_of(contact.access_key)
	if contact.state == "Claimed" and is_locked_out(facts, viewer(contact.claimed_by)):
		contact.db_set({"state": "New", "claimed_by": None, "claimed_on": None})


def carry_to_contact(name: str | None) -> None:
	"""Give a classified contact the key of its complaints: it holds the same words."""
	if not name:
		return
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

	table = frappe.qb.DocType("ToDo")
	of_record = (table.reference_type == doc.doctype) & (table.reference_name == doc.name)
	for name, user in frappe.qb.from_(table).select(table.name, table.allocated_to).where(of_record).run():
		if user and record_depth(doc, user) < SUMMARY:
			frappe.db.delete("ToDo", {"name": name})


def rekey(old: str, new: str) -> None:
	"""Move every record from one key to another, after a place moved in the tree."""
	for doctype in filter(frappe.db.table_exists, (*LINKS, *FOLLOWERS["complaint"], *OF_THEIR_OWN)):
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table.access_key, new).where(table.access_key == old).run()


def area_path(area: str | None) -> str:
	"""Return the path of a place; the empty path, above every place, for none."""
	return (frappe.get_cached_value("CFM Area", area, "path") or "") if area else ""


def _subjects(doc, before: RecordFacts) -> frozenset:
	"""Return whom the record is about: those known so far, those named now, and the project it is kept from."""
	kept = doc.project and doc.get("independence") == KEPT_FROM
	known = before.subjects - ({project_mark(before.project)} if before.project else set())
	return (
		known | (doc.flags.get("subjects") or frozenset()) | ({project_mark(doc.project)} if kept else set())
	)


def _contact_level(doc) -> int:
	"""Return 5 for a contact whose sender says that it is about an aid worker, as long as somebody is named there."""
	said = doc.get("about_aid_worker") == "Yes"
	return UNCLASSIFIED_LEVEL if said and _somebody_is_named(doc) else 0


def _somebody_is_named(doc) -> bool:
	facts = RecordFacts(UNCLASSIFIED_LEVEL, doc.project or "", area_path(doc.area), is_contact=True)
	return any(depth(facts, viewer(row.user)) == FULL for row in people_with_duty(SENSITIVE_DUTIES))


def _lock(doc, marks: frozenset) -> bool:
	"""Give a record the key that locks these marks out too; return whether that is another key."""
	facts = access_keys.facts_of(doc.access_key)
	if marks <= facts.subjects:
		return False
	doc.access_key = access_keys.key_for(replace(facts, subjects=facts.subjects | marks), doc.area)
	return True


def _lock_relatives(doc, marks: frozenset) -> None:
	for relative in _relatives(doc):
		if _lock(relative, marks):
			write_key(relative)
			relative.check_handler()


def _relatives(doc) -> list:
	"""Return all other complaints that hold the same words, however many steps away."""
	found, waiting = {}, [doc] if doc.doctype == "Complaint" else []
	while waiting:
		for name in _near(waiting.pop()) - {doc.name, *found}:
			found[name] = frappe.get_doc("Complaint", name)
			waiting.append(found[name])
	return list(found.values())


def _near(doc) -> set[str]:
	"""Return the complaints of the same contact, those that repeat this one and the one that it repeats."""
	table = frappe.qb.DocType("Complaint")
	same = table.duplicate_of == doc.name
	if doc.interaction:
		same |= table.interaction == doc.interaction
	if doc.duplicate_of:
		same |= table.name == doc.duplicate_of
	return set(frappe.qb.from_(table).select(table.name).where(same).run(pluck=True))
