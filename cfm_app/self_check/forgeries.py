"""Probes: documents that a browser made up, with a key of the attacker's own or the name of somebody else's record."""

import json

import frappe
from frappe import _lt

from cfm_app.confidentiality import access_keys
from cfm_app.rules.access import RecordFacts
from cfm_app.self_check.probe import probe

KEYS = "cfm_app.confidentiality.keyed_document.KeyedDocument.is_sent_in"
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


@probe(48, _lt("An own record is sent in under the name of another"), guard=KEYS, remedy=UPDATE)
def rename_an_own_record_into_another(ground, user: str) -> str:
	own = frappe.get_doc(doctype="Complaint", name="C-OWN", access_key=own_key(user))
	own.access_key = own_key(user)
	own.update(forged(ground, user))
	return ground.in_code(user, lambda: {"read": own.has_permission("read") and own.narrative})


@probe(48, _lt("A method is run on a made-up record"), guard=KEYS, remedy=UPDATE)
def run_a_method_on_a_made_up_record(ground, user: str) -> str:
	made_up = forged(ground, user)
	return "\n".join(
		(
			ground.request(user, "run_doc_method", docs=json.dumps(made_up), method="get_signature"),
			ground.request(
				user,
				"POST /api/v2/method/run_doc_method",
				json={"document": made_up, "method": "rename", "kwargs": {"name": made_up["name"]}},
			),
			ground.request(user, "frappe.desk.form.save.savedocs", doc=json.dumps(made_up), action="Save"),
		)
	)


def forged(ground, user: str) -> dict:
	"""Return the complaint as an attacker would make it up who knows its reference and when it was changed."""
	doc = ground.complaint
	facts = {"doctype": "Complaint", "name": doc.name, "feedback_type": doc.feedback_type}
	return {**facts, "modified": str(doc.modified), "access_key": own_key(user)}


def own_key(user: str) -> str:
	"""Return a key that this user may see: that of an ordinary complaint of her project."""
	project = frappe.db.get_value("CFM Focal Point", {"user": user}, "project")
	return access_keys.key_for(RecordFacts(2, project))
