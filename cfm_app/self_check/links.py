"""Probes: link fields, their searches, titles, joins and fetches (paths 1, 3, 4, 5, 19)."""

import frappe
from frappe import _lt

from cfm_app.self_check.probe import probe

STRIPPED = "cfm_app.confidentiality.guards.strip_unsafe_arguments"
CONDITION = "cfm_app.confidentiality.permissions.permission_query_conditions"
CUSTOMISING = "cfm_app.confidentiality.customising"
UPDATE_FRAPPE = _lt("Update Frappe, and keep cfm_app first among the apps that answer before_request.")
KEEP_AS_SHIPPED = _lt("Remove what was customised on the confidential type.")
SEARCH = {"doctype": "Complaint", "txt": "", "filter_fields": ["project"], "as_dict": 1}


@probe(1, _lt("A link search asks to ignore permissions"), guard=STRIPPED, remedy=UPDATE_FRAPPE)
def search_ignoring_permissions(ground, user: str) -> str:
	asked = {**SEARCH, "ignore_user_permissions": 1}
	return _every_spelling(ground, user, "frappe.desk.search.search_widget", asked)


@probe(
	3,
	_lt("A list asks for a column of the record that a link points to"),
	guard=CONDITION,
	remedy=KEEP_AS_SHIPPED,
)
def join_through_a_link(ground, user: str) -> str:
	tries = [
		ground.request(user, f"GET /api/resource/{linking}", fields=["name", f"{link}.project"])
		for linking, link in linking_fields()
	]
	return "\n".join(tries)


def _join_from_a_plain_record(ground) -> str:
	"""The same join where the column is a link: from a step to the project of its complaint."""
	return ground.request(ground.reader, "GET /api/resource/CFM Step", fields=["name", "complaint.project"])


@probe(
	3,
	_lt("A record of one's own names the other one, and a list asks for its columns"),
	control=_join_from_a_plain_record,
	remedy=KEEP_AS_SHIPPED,
)
def join_from_an_own_record(ground, user: str) -> str:
	own = frappe.db.get_value("CFM Focal Point", {"user": user}, "project")
	facts = {
		"feedback_type": ground.complaint.feedback_type,
		"sensitivity": ground.complaint.sensitivity,
		"project": own,
	}
	targets = {
		"duplicate_of": ground.complaint.name,
		"about_complaint": ground.complaint.name,
		"interaction": ground.contact.name,
	}
	tries = []
	for link, target in targets.items():
		tries.append(ground.request(user, "POST /api/resource/Complaint", json={**facts, link: target}))
		tries.append(
			ground.request(
				user, "GET /api/resource/Complaint", fields=["name", f"{link}.project", f"{link}.access_key"]
			)
		)
	return "\n".join(tries)


@probe(
	4,
	_lt("The title of a link is looked up"),
	guard=f"{CUSTOMISING}.guard_property_setter",
	reaches_reader=False,
	remedy=KEEP_AS_SHIPPED,
)
def title_of_a_link(ground, user: str) -> str:
	"""An administrator shows the project instead of the reference wherever a complaint is linked to."""
	ground.in_code("Administrator", lambda: _set_property("title_field", "project", "Data"))
	ground.in_code("Administrator", lambda: _set_property("show_title_field_in_link", "1", "Check"))
	asked = {"doctype": "Complaint", "docname": ground.complaint.name}
	return ground.request(user, "frappe.desk.search.get_link_title", **asked)


@probe(
	5,
	_lt("A field of one's own record fetches from the record it names"),
	guard=(f"{CUSTOMISING}.guard_property_setter", "cfm_app.confidentiality.guards.guard_assignment"),
	reaches_reader=False,
	remedy=KEEP_AS_SHIPPED,
)
def fetch_into_an_own_record(ground, user: str) -> str:
	"""An administrator lets a to-do fetch from whatever it is about; the attacker makes a to-do about the complaint."""
	ground.in_code("Administrator", lambda: _fetch_into_todo("reference_name.project"))
	about = {"reference_type": "Complaint", "reference_name": ground.complaint.name}
	return ground.request(
		user, "POST /api/resource/ToDo", json={**about, "description": "Look", "allocated_to": user}
	)


@probe(19, _lt("A link is checked whether it exists"), guard="cfm_app.api.platform.validate_link")
def existence_of_a_record(ground, user: str) -> str:
	asked = {"doctype": "Complaint", "fields": ["name"]}
	there = ground.request(user, "frappe.client.validate_link", **asked, docname=ground.complaint.name)
	absent = ground.request(user, "frappe.client.validate_link", **asked, docname="C-NOBODY")
	return ground.compared(there.replace(ground.complaint.name, ""), absent.replace("C-NOBODY", ""))


def linking_fields() -> list[tuple[str, str]]:
	"""Return (type, field) of every link to a complaint or contact that this site has."""
	targets = ["Complaint", "CFM Interaction"]
	own = frappe.get_all(
		"DocField", {"fieldtype": "Link", "options": ["in", targets]}, ["parent", "fieldname"]
	)
	added = frappe.get_all(
		"Custom Field", {"fieldtype": "Link", "options": ["in", targets]}, ["dt", "fieldname"]
	)
	return [(row.parent, row.fieldname) for row in own] + [(row.dt, row.fieldname) for row in added]


def _every_spelling(ground, user: str, method: str, asked: dict) -> str:
	"""Ask as a form, as JSON, through both versions of the API, and with the name of the type spelled otherwise."""
	tries = [
		ground.request(user, method, **asked),
		ground.request(user, method, json=asked),
		ground.request(user, f"POST /api/v2/method/{method}", json=asked),
		ground.request(user, f"GET /api/method/{method}", **asked),
		ground.request(user, "POST /", cmd=method, **asked),
	]
	for spelled in ("complaint", "Complaint ", "COMPLAINT"):
		tries.append(ground.request(user, method, **{**asked, "doctype": spelled}))
	return "\n".join(tries)


def _set_property(name: str, value: str, kind: str):
	return frappe.make_property_setter(
		{
			"doctype": "Complaint",
			"doctype_or_field": "DocType",
			"property": name,
			"value": value,
			"property_type": kind,
		}
	)


def _fetch_into_todo(source: str):
	return frappe.make_property_setter(
		{
			"doctype": "ToDo",
			"fieldname": "color",
			"property": "fetch_from",
			"value": source,
			"property_type": "Small Text",
		}
	)
