"""Probes: shares, assignments, follows and what they leave behind (paths 8, 9, 10, 11; traps 1 and 5)."""

from functools import partial

import frappe
from frappe import _lt
from frappe.desk.form import assign_to
from frappe.desk.form.document_follow import get_message_for_user
from frappe.share import add_docshare
from frappe.utils import nowdate

from cfm_app.self_check.probe import probe

GUARDS = "cfm_app.confidentiality.guards"
SHARE = f"{GUARDS}.refuse_share"
ASSIGNMENT = f"{GUARDS}.guard_assignment"
REFERENCE = f"{GUARDS}.refuse_reference"
RULE_FIRST = "cfm_app.confidentiality.keyed_document.KeyedDocument.has_permission"
RUN_MIGRATE = _lt(
	"Run bench migrate: it removes shares, follows and tags that are left on confidential records."
)


@probe(8, _lt("An administrator shares the record"), guard=(SHARE, RULE_FIRST), remedy=RUN_MIGRATE)
def share_as_administrator(ground, user: str) -> str:
	name = ground.complaint.name
	flags = {"ignore_share_permission": True}
	tries = [
		ground.in_code("Administrator", lambda: add_docshare("Complaint", name, user, write=1, flags=flags)),
		ground.in_code("Administrator", lambda: add_docshare("Complaint", name, everyone=1, flags=flags)),
		ground.request("Administrator", "POST /api/resource/DocShare", json=_share(ground, user)),
		ground.request("Administrator", "POST /api/v2/document/DocShare", json=_share(ground, user)),
	]
	return "\n".join([*map(_without_routing(ground), tries), *_open_in_every_way(ground, user)])


@probe(
	8, _lt("Another share is turned into one of the record"), guard=(SHARE, RULE_FIRST), remedy=RUN_MIGRATE
)
def share_by_change(ground, user: str) -> str:
	todo = frappe.get_doc(doctype="ToDo", description="Buy tea").insert()
	name = add_docshare("ToDo", todo.name, user, write=1).name
	changed = {"share_doctype": "Complaint", "share_name": ground.complaint.name}
	ground.request("Administrator", f"PUT /api/resource/DocShare/{name}", json=changed)
	return "\n".join(_open_in_every_way(ground, user))


@probe(8, _lt("A share is left over from before"), guard=RULE_FIRST, remedy=RUN_MIGRATE)
def share_left_over(ground, user: str) -> str:
	"""Trap 1: the row is in the table already, whoever put it there."""
	frappe.get_doc(_share(ground, user)).db_insert()
	return "\n".join(_open_in_every_way(ground, user))


@probe(8, _lt("A share joins the list of somebody with a User Permission"), guard=SHARE, remedy=RUN_MIGRATE)
def share_in_a_list(ground, user: str) -> str:
	"""Trap 5: Frappe adds shared records after the condition of the list, with an "or"."""
	own = frappe.db.get_value("CFM Focal Point", {"user": user}, "project")
	frappe.get_doc(doctype="User Permission", user=user, allow="CFM Project", for_value=own).insert()
	ground.request("Administrator", "POST /api/resource/DocShare", json=_share(ground, user))
	return ground.request(user, "GET /api/resource/Complaint", fields=["name", "project"])


@probe(
	9, _lt("The record is assigned to somebody"), guard=(ASSIGNMENT, SHARE, RULE_FIRST), remedy=RUN_MIGRATE
)
def assign(ground, user: str) -> str:
	assignment = {"doctype": "Complaint", "name": ground.complaint.name, "assign_to": [user]}
	ground.request("Administrator", "frappe.desk.form.assign_to.add", **assignment)
	by_rule = partial(assign_to.add, assignment, ignore_permissions=True)  # reason: as Assignment Rules do
	ground.in_code("Administrator", by_rule)
	return "\n".join(_open_in_every_way(ground, user))


@probe(
	9,
	_lt("A rule assigns every record to somebody"),
	guard=(REFERENCE, ASSIGNMENT, SHARE, RULE_FIRST),
	remedy=RUN_MIGRATE,
)
def assign_by_rule(ground, user: str) -> str:
	days = [
		{"day": day} for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	]
	rule = {
		"doctype": "Assignment Rule",
		"name": "Everything to one",
		"document_type": "Complaint",
		"assign_condition": "True",
		"description": "{{ name }}",
		"rule": "Round Robin",
		"users": [{"user": user}],
		"assignment_days": days,
	}
	ground.in_code("Administrator", lambda: frappe.get_doc(rule).insert())
	later = {"next_action_on": nowdate()}
	ground.request("Administrator", f"PUT /api/resource/Complaint/{ground.complaint.name}", json=later)
	return "\n".join(_open_in_every_way(ground, user))


@probe(
	10,
	_lt("Words in an assignment stay in the to-do, the notification and the queue"),
	guard=(ASSIGNMENT, f"{GUARDS}.neutral_notification"),
	reaches_reader=False,
)
def words_in_an_assignment(ground, user: str) -> str:
	"""Another app assigns in Python: nobody strips the description on its way to the queue."""
	about = {"doctype": "Complaint", "name": ground.complaint.name, "assign_to": [ground.reader]}
	words = {"description": f"She told of {ground.words}", "assigned_by": "Administrator"}
	refused = ground.in_code("Administrator", lambda: assign_to.add({**about, **words}))
	ground.request(ground.reader, "frappe.desk.form.assign_to.add", **about, **words)
	todos = frappe.get_all("ToDo", {"reference_name": ground.complaint.name}, ["description"])
	notes = frappe.get_all("Notification Log", {"document_name": ground.complaint.name}, ["*"])
	return "\n".join((refused, frappe.as_json(todos), frappe.as_json(notes), ground.held))


@probe(
	11,
	_lt("Somebody follows the record and is mailed what is said about it"),
	guard=(REFERENCE, f"{GUARDS}.refuse_comment"),
	reaches_reader=False,
	remedy=RUN_MIGRATE,
)
def follow(ground, user: str) -> str:
	name = ground.complaint.name
	frappe.db.set_value("User", user, {"document_follow_notify": 1, "document_follow_frequency": "Hourly"})
	ground.request(
		user,
		"frappe.desk.form.document_follow.follow_document",
		doctype="Complaint",
		doc_name=name,
		user=user,
	)
	following = {"doctype": "Document Follow", "ref_doctype": "Complaint", "ref_docname": name, "user": user}
	ground.in_code("Administrator", lambda: frappe.get_doc(following).insert())
	said = {"reference_doctype": "Complaint", "reference_name": name, "content": ground.words}
	comment = {"doctype": "Comment", "comment_type": "Comment", "comment_email": ground.reader, **said}
	written = frappe.get_doc(comment)
	written.flags.ignore_permissions = True  # reason: as the platform writes comments
	ground.in_code(ground.reader, written.insert)
	return frappe.as_json(get_message_for_user("Hourly", user))


def _share(ground, user: str) -> dict:
	return {
		"doctype": "DocShare",
		"name": frappe.generate_hash(length=10),
		"share_doctype": "Complaint",
		"share_name": ground.complaint.name,
		"user": user,
		"read": 1,
	}


def _without_routing(ground):
	"""What came back to the administrator, who may see routing data."""
	return lambda text: text.replace(ground.project, "").replace(ground.project.lower(), "")


def _open_in_every_way(ground, user: str) -> list[str]:
	name = ground.complaint.name
	return [
		ground.request(user, f"GET /api/resource/Complaint/{name}"),
		ground.request(user, f"GET /api/v2/document/Complaint/{name}"),
		ground.request(user, "frappe.client.get", doctype="Complaint", name=name),
		ground.request(user, "frappe.desk.form.load.getdoc", doctype="Complaint", name=name),
		ground.request(user, "frappe.desk.form.load.get_docinfo", doctype="Complaint", name=name),
	]
