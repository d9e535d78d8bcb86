"""Brings the shipped Workflow into a site, and leaves it alone once the site has made it its own."""

import hashlib
import json
from pathlib import Path

import frappe
from frappe.model.document import Document
from frappe.utils import cstr

from cfm_app.setup.owned import DEFAULTS_OWNER

DEFINITIONS = ("complaint", "referral")
STATE_FIELDS = ("state", "doc_status", "allow_edit", "update_field", "update_value", "is_optional_state")
NOTHING = (None, "", 0, "0")
TRANSITION_FIELDS = ("state", "action", "next_state", "allowed", "allow_self_approval", "condition")


def sync_all() -> None:
	"""Create or update every shipped Workflow."""
	for definition in DEFINITIONS:
		sync(definition)


def sync(definition: str = "complaint") -> str:
	"""Create or update one Workflow; return "created", "updated", "unchanged" or "customised"."""
	shipped = _shipped(definition)
	_create_states_and_actions(shipped)
	if not frappe.db.exists("Workflow", shipped["workflow_name"]):
		_insert(definition, shipped)
		return "created"
	workflow = frappe.get_doc("Workflow", shipped["workflow_name"])
	content = fingerprint(workflow)
	if content == fingerprint(_as_workflow(shipped)):
		_remember(definition, content)
		return "unchanged"
	if content != _remembered(definition):
		frappe.logger("cfm_app").info(
			f"The workflow of {definition} was changed on this site and stays as it is."
		)
		return "customised"
	_update(definition, workflow, shipped)
	return "updated"


def fingerprint(workflow: Document) -> str:
	"""Return a hash of what the workflow does; layout, texts of the builder and the on/off switch do not count."""
	content = {
		"document_type": workflow.document_type,
		"field": workflow.workflow_state_field,
		"override": int(workflow.override_status or 0),
		"email": int(workflow.send_email_alert or 0),
		"states": [_values(row, STATE_FIELDS) for row in workflow.states],
		"transitions": [_values(row, TRANSITION_FIELDS) for row in workflow.transitions],
	}
	return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _values(row: Document, fields: tuple[str, ...]) -> list[str]:
	# a new row says None or "0" where a saved one says 0
	return ["" if row.get(field) in NOTHING else cstr(row.get(field)) for field in fields]


def _shipped(definition: str) -> dict:
	return json.loads(Path(__file__).with_name(f"{definition}.json").read_text(encoding="utf-8"))


def _create_states_and_actions(shipped: dict) -> None:
	# after_install runs before the fixtures arrive
	for row in shipped["states"]:
		_create("Workflow State", "workflow_state_name", row["state"], style=row["style"])
	for action in {row["action"] for row in shipped["transitions"]}:
		_create("Workflow Action Master", "workflow_action_name", action)


def _create(doctype: str, name_field: str, name: str, **values) -> None:
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, name_field: name, **values}).insert()


def _insert(definition: str, shipped: dict) -> None:
	workflow = _as_workflow(shipped)
	# saving an active workflow switches off every other one of the DocType
	workflow.is_active = int(not frappe.db.exists("Workflow", _active_on(shipped["document_type"])))
	workflow.insert()
	_remember(definition, fingerprint(workflow))


def _update(definition: str, workflow: Document, shipped: dict) -> None:
	fresh = _as_workflow(shipped)
	workflow.update(
		{
			"override_status": fresh.override_status,
			"send_email_alert": fresh.send_email_alert,
			"states": [row.as_dict() for row in fresh.states],
			"transitions": [row.as_dict() for row in fresh.transitions],
			"workflow_data": None,
		}
	)
	workflow.save()
	_remember(definition, fingerprint(workflow))


def _as_workflow(shipped: dict) -> Document:
	workflow = frappe.new_doc("Workflow")
	workflow.update({field: value for field, value in shipped.items() if isinstance(value, str)})
	workflow.update({"is_active": 1, "override_status": 0, "send_email_alert": 0})
	for row in shipped["states"]:
		workflow.append("states", {"state": row["state"], "allow_edit": row["allow_edit"], "doc_status": "0"})
	for row in shipped["transitions"]:
		for role in row["roles"]:
			workflow.append("transitions", _transition(row, role))
	return workflow


def _transition(row: dict, role: str) -> dict:
	return {
		"state": row["state"],
		"action": row["action"],
		"next_state": row["next_state"],
		"allowed": role,
		"allow_self_approval": 1,
	}


def _active_on(document_type: str) -> dict:
	return {"document_type": document_type, "is_active": 1}


def _remember(definition: str, content: str) -> None:
	if content != _remembered(definition):
		frappe.defaults.set_default(_synced_content(definition), content, DEFAULTS_OWNER)


def _remembered(definition: str) -> str | None:
	where = {"parent": DEFAULTS_OWNER, "defkey": _synced_content(definition)}
	return frappe.db.get_value("DefaultValue", where, "defvalue")


def _synced_content(definition: str) -> str:
	return f"cfm_{definition}_workflow"
