"""Keeps complaints away from whom they are about, also when lines, names and links change later."""

import frappe
from frappe import _

from cfm_app.confidentiality import access_keys, record_access
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.sealing import mark_of
from cfm_app.confidentiality.viewers import line_above
from cfm_app.exceptions import GuardRefused
from cfm_app.rules.access import SUMMARY


def note_subjects(doc) -> None:
	"""Let a complaint about how another one was handled be about everybody who worked on that one (C30)."""
	if doc.get("about_complaint"):
		handled_by = {mark_of(user) for user in people_behind(doc.about_complaint)}
		doc.flags.subjects = (doc.flags.get("subjects") or frozenset()) | handled_by


def people_behind(complaint: str) -> set[str]:
	"""Return who has worked on a complaint: its handlers so far, and who wrote or approved answers."""
	handler = frappe.db.get_value("Complaint", complaint, "handler")
	assigned = frappe.get_all(  # reason: whoever worked on it is locked out, nobody is shown the steps
		"CFM Step", {"complaint": complaint, "kind": "assigned"}, pluck="detail"
	)
	answers = frappe.get_all(  # reason: as above
		"CFM Response", {"complaint": complaint}, ["prepared_by", "approved_by"]
	)
	people = {handler, *assigned, *(user for answer in answers for user in answer.values())}
	return {user for user in people if user and user != "Administrator"}


def share_with_twin(doc) -> None:
	"""Two complaints that tell the same lock out the same people."""
	if not frappe.db.exists("Complaint", doc.duplicate_of):
		frappe.throw(_("Say which other complaint this one repeats."), GuardRefused)
	if doc.duplicate_of != doc.name:
		record_access.share_lock_out(doc, frappe.get_doc("Complaint", doc.duplicate_of))


def line_changed(user, _method=None) -> None:
	"""User: a new manager, or somebody who left, gives up at once the work she may not do any more."""
	if not (user.has_value_changed("cfm_line_manager") or user.has_value_changed("enabled")):
		return
	above = {user.cfm_line_manager, *line_above(user.name)} if user.get("cfm_line_manager") else set()
	for person in {user.name, *above}:
		take_away(person)


def take_away(user: str) -> None:
	"""Route anew the open complaints this user may not work on any more, and delete her to-dos on them."""
	mine = {"handler": user, "closed_on": ["is", "not set"]}
	for name in frappe.get_all("Complaint", mine, pluck="name"):  # reason: the rule decides below, for each
		frappe.get_doc("Complaint", name).check_handler()
	claimed = {"claimed_by": user, "state": "Claimed"}
	for name in frappe.get_all("CFM Interaction", claimed, pluck="name"):  # reason: as above
		record_access.release_claim(frappe.get_doc("CFM Interaction", name))
	_delete_todos(user)


def user_renamed(_user, _method=None, old: str = "", new: str = "", _merge: bool = False) -> None:
	"""User: whom a record is about stays locked out of it under a new name."""
	access_keys.user_renamed(mark_of(old), mark_of(new))


def _delete_todos(user: str) -> None:
	filters = {"allocated_to": user, "reference_type": ["in", CONFIDENTIAL]}
	for todo in frappe.get_all("ToDo", filters, ["name", "reference_type", "reference_name"]):
		record = frappe.get_doc(todo.reference_type, todo.reference_name)
		if record_depth(record, user) < SUMMARY:
			frappe.db.delete("ToDo", {"name": todo.name})
