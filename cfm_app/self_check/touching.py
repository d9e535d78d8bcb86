"""Probes: marking, tagging, discussing, changing a record without leave, alone or in bulk (paths 27, 29, 33, 37, 42, 43)."""

import frappe
from frappe import _lt

from cfm_app.self_check.ground import LEARNED
from cfm_app.self_check.probe import probe

RECORDS = "cfm_app.api.platform_records"
GUARDS = "cfm_app.confidentiality.guards"
MAY = "cfm_app.confidentiality.permissions.has_permission"
KEEP_FIRST = _lt("Let no other app stand in for the functions that cfm_app stands in for.")


@probe(
	49,
	_lt("A record one may not read is liked"),
	guard=f"{RECORDS}.toggle_like",
	reaches_reader=False,
	remedy=KEEP_FIRST,
)
def like_a_record(ground, user: str) -> str:
	name = ground.complaint.name
	return _tried(ground, user, "frappe.desk.like.toggle_like", doctype="Complaint", name=name, add="Yes")


@probe(
	49,
	_lt("A record one may not read is unlocked"),
	guard=f"{RECORDS}.unlock_document",
	reaches_reader=False,
	remedy=KEEP_FIRST,
)
def unlock_a_record(ground, user: str) -> str:
	name = ground.complaint.name
	answer = ground.request(user, "frappe.model.document.unlock_document", doctype="Complaint", name=name)
	return f"{answer}\n{LEARNED}" if answer.startswith("200") else answer


@probe(
	29,
	_lt("A record one may not read is tagged"),
	guard=(f"{RECORDS}.add_tag", f"{GUARDS}.refuse_reference", MAY),
	reaches_reader=False,
	remedy=KEEP_FIRST,
)
def tag_a_record(ground, user: str) -> str:
	name = ground.complaint.name
	return _tried(ground, user, "frappe.desk.doctype.tag.tag.add_tag", tag="seen", dt="Complaint", dn=name)


@probe(
	37,
	_lt("A discussion is opened on a record"),
	guard=f"{GUARDS}.refuse_reference",
	reaches_reader=False,
	remedy=_lt("Update Frappe to 15.107 or later."),
)
def discuss_a_record(ground, user: str) -> str:
	answer = ground.request(
		user,
		"frappe.website.doctype.discussion_topic.discussion_topic.submit_discussion",
		doctype="Complaint",
		docname=ground.complaint.name,
		reply="What is this about?",
		title="Question",
	)
	about = {"reference_doctype": "Complaint", "reference_docname": ground.complaint.name}
	return f"{answer}\n{LEARNED}" if frappe.db.exists("Discussion Topic", about) else answer


@probe(
	33,
	_lt("A print link with a key is passed on"),
	guard=(f"{GUARDS}.refuse_reference",),
	reaches_reader=False,
	remedy=_lt("Delete the Document Share Keys of confidential records."),
)
def open_with_a_share_key(ground, user: str) -> str:
	doc = frappe.get_doc("Complaint", ground.complaint.name)
	key = ground.in_code(ground.reader, doc.get_document_share_key).strip('"')
	return ground.request(
		user, "GET /printview", doctype="Complaint", name=doc.name, format="Standard", key=key
	)


@probe(
	27,
	_lt("A list counts by who has the to-dos"),
	guard=f"{RECORDS}.get_group_by_count",
	reaches_reader=False,
	remedy=KEEP_FIRST,
)
def count_by_assignment(ground, user: str) -> str:
	_assign(ground)
	answers = [
		ground.request(
			user,
			"frappe.desk.listview.get_group_by_count",
			doctype="Complaint",
			current_filters=[["Complaint", "name", "=", name]],
			field="assigned_to",
		)
		for name in (ground.complaint.name, "C-NOT-THERE")
	]
	return ground.compared(*(ground.reader if ground.reader in answer else "" for answer in answers))


@probe(43, _lt("Records are changed in bulk"), guard=MAY, remedy=KEEP_FIRST)
def change_in_bulk(ground, user: str) -> str:
	return _tried(
		ground,
		user,
		"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		doctype="Complaint",
		docnames=[ground.complaint.name],
		action="update",
		data={"next_action_on": "2031-01-01"},
	)


@probe(49, _lt("A value of a record is set from outside"), guard=MAY, remedy=KEEP_FIRST)
def set_a_value(ground, user: str) -> str:
	return _tried(
		ground,
		user,
		"frappe.client.set_value",
		doctype="Complaint",
		name=ground.complaint.name,
		fieldname="next_action_on",
		value="2031-01-01",
	)


def _tried(ground, user: str, method: str, **arguments) -> str:
	"""Return the answer, and that the attacker got through when anything of the record changed."""
	before = _row(ground)
	answer = ground.request(user, method, **arguments)
	return f"{answer}\n{LEARNED}" if _row(ground) != before else answer


def _row(ground) -> str:
	tagged = frappe.db.exists("Tag Link", {"document_name": ground.complaint.name})
	return frappe.as_json([frappe.db.get_value("Complaint", ground.complaint.name, "*"), tagged])


def _assign(ground) -> None:
	todo = frappe.new_doc("ToDo", allocated_to=ground.reader, reference_type="Complaint")
	todo.reference_name = ground.complaint.name
	todo.insert(ignore_permissions=True)  # reason: what the trial finds, not what it tries
