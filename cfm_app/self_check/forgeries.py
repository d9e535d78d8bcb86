"""Probes: documents that a browser made up, with a key of the attacker's own or the name of somebody else's record."""

import json

import frappe
from frappe import _lt

from cfm_app.confidentiality import access_keys
from cfm_app.rules.access import RecordFacts
from cfm_app.self_check.ground import LEARNED
from cfm_app.self_check.probe import probe

KEYS = "cfm_app.confidentiality.keyed_document.KeyedDocument.is_sent_in"
KNOWN = (
	"creation",
	"owner",
	"modified",
	"feedback_type",
	"received_on",
	"received_by",
	"sensitivity",
	"level",
)
UPDATE = _lt("Update cfm_app: it takes no access key from a browser.")


@probe(48, _lt("A made-up record is printed"), guard=KEYS, remedy=UPDATE)
def print_a_made_up_record(ground, user: str) -> str:
	return ground.request(
		user,
		"frappe.www.printview.get_html_and_style",
		doc=json.dumps(forged(ground, user)),
		print_format="Complaint Sheet",
	)


@probe(48, _lt("A record is saved under a key of one's own"), guard=KEYS, remedy=UPDATE)
def save_under_an_own_key(ground, user: str) -> str:
	name, key = ground.complaint.name, own_key(user)
	return "\n".join(
		(
			ground.request(user, f"PUT /api/resource/Complaint/{name}", json={"access_key": key}),
			ground.request(user, f"PATCH /api/v2/document/Complaint/{name}/", json={"access_key": key}),
			ground.request(
				user, "frappe.client.set_value", doctype="Complaint", name=name, fieldname={"access_key": key}
			),
			ground.request(user, "frappe.desk.form.load.getdoc", doctype="Complaint", name=name),
		)
	)


@probe(48, _lt("An own record takes the name of another"), guard=KEYS, remedy=UPDATE, reaches_reader=False)
def rename_an_own_record_into_another(ground, user: str) -> str:
	def turn_into_the_other():
		own = frappe.get_doc(doctype="Complaint", name="C-OWN")
		own.access_key = own_key(user)
		own.update(forged(ground, user))
		return own.has_permission("read") and own.narrative

	return ground.in_code(user, turn_into_the_other)


@probe(48, _lt("A made-up record is saved as a form"), guard=KEYS, remedy=UPDATE)
def save_a_made_up_form(ground, user: str) -> str:
	made_up = json.dumps(forged(ground, user))
	answer = ground.request(user, "frappe.desk.form.save.savedocs", doc=made_up, action="Save")
	return f"{answer}\n{LEARNED}" if answer.startswith("200") else answer


def forged(ground, user: str) -> dict:
	"""Return the complaint as an attacker would make it up who knows its reference and when it was changed."""
	stored = frappe.db.get_value("Complaint", ground.complaint.name, KNOWN, as_dict=True)
	facts = {field: str(value) if value is not None else None for field, value in stored.items()}
	return {"doctype": "Complaint", "name": ground.complaint.name, "access_key": own_key(user), **facts}


def own_key(user: str) -> str:
	"""Return a key that this user may see: that of an ordinary complaint of her project."""
	project = frappe.db.get_value("CFM Focal Point", {"user": user}, "project")
	return access_keys.key_for(RecordFacts(2, project))
