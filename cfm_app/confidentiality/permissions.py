"""The access rule as the two hooks of Frappe. Every confidential DocType is wired to these two functions."""

import frappe

from cfm_app.confidentiality import access_keys, access_log, templates
from cfm_app.confidentiality.viewers import viewer
from cfm_app.rules import access
from cfm_app.rules.access import FULL, NONE, SUMMARY, depth

READS = {"read", "select", "print", "report", "export"}
WRITES = {"write"}


def permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition for the rows this user may list; administrators see routing data, never content."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	return access_keys.condition(doctype, user)


def has_permission(doc, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Answer True or False for one record. Creating is decided by the role alone; nothing may be shared or deleted."""
	if ptype == "create":
		return True
	if ptype in READS:
		may_read = record_depth(doc, user) >= SUMMARY
		if not may_read:
			access_log.note_refused_opening(doc, user or frappe.session.user)
		return may_read
	if ptype in WRITES:
		return _is_being_made(doc) or record_depth(doc, user) == FULL
	return False


def record_depth(doc, user: str | None = None) -> int:
	"""Return how deep a user sees this record: NONE, EXISTS, SUMMARY or FULL of rules/access.py.

	A Server Script, or a template made for something else, reads routing data at most: whoever wrote it would read
	along with everybody who sets it off.
	"""
	facts = access_keys.facts_of(doc.get("access_key"))
	deepest = SUMMARY if is_worded_by_others(doc) else FULL
	return min(depth(facts, viewer(user)), deepest) if facts else NONE


def is_worded_by_others(doc) -> bool:
	"""Tell whether a script, or a template that was not made for this record, is about to read it."""
	return is_script() or templates.opens_another(doc)


def is_script() -> bool:
	"""Tell whether a Server Script or a scripted report is running."""
	return bool(frappe.flags.in_safe_exec)


def is_locked_out(access_key: str | None, user: str) -> bool:
	"""Tell whether records of this key are about this user or somebody in her line: she may not even hear of them."""
	facts = access_keys.facts_of(access_key)
	return bool(facts) and access.is_locked_out(facts, viewer(user))


def may_hear(access_key: str | None, user: str) -> bool:
	"""Tell whether this user may be told by reference that something happens to a record of this key."""
	facts = access_keys.facts_of(access_key)
	return bool(facts) and access.may_hear(facts, viewer(user))


def _is_being_made(doc) -> bool:
	"""Tell whether this document is not stored yet; that it says so itself, in a request, is not enough."""
	return doc.is_new() and not (doc.name and frappe.db.exists(doc.doctype, doc.name))
