"""Brings over, each day, whether WhatsApp has approved our templates: only approved ones may open a conversation."""

import frappe

from cfm_app.integrations.base.errors import Permanent, SendError
from cfm_app.integrations.twilio.client import client_of, typed_errors

TEMPLATE, ACCOUNT = "CFM Message Template", "CFM Provider Account"
STATES = {
	"received": "pending",
	"pending": "pending",
	"approved": "approved",
	"rejected": "rejected",
	"disabled": "rejected",
	"paused": "paused",
}
GONE = ("404", "20404")


def sync_templates() -> None:
	"""Write the state of each template that has an id at Twilio. What cannot be asked now keeps its state."""
	templates = _rows(TEMPLATE, {"content_sid": ["like", "HX%"]}, ["name", "content_sid", "approval_state"])
	if not templates:
		return
	clients = _clients()
	for template in templates:
		state = _state(clients, template.content_sid)
		if state is not None and state != (template.approval_state or ""):
			frappe.db.set_value(TEMPLATE, template.name, "approval_state", state, update_modified=False)


def _clients() -> list:
	names = _rows(ACCOUNT, {"provider": "twilio", "is_active": 1}, ["name"])
	accounts = [frappe.get_cached_doc(ACCOUNT, row.name) for row in names]
	return [client_of(account) for account in accounts if account.key_secret]


def _state(clients: list, content_sid: str) -> str | None:
	"""Return our word for the approval, "" when no account has the template, None when one could not be asked."""
	answered = True
	for client in clients:
		try:
			return _ask(client, content_sid)
		except Permanent as refusal:
			answered = answered and refusal.code in GONE
		except SendError as failure:
			frappe.logger("cfm_app").warning(f"approval of a template not known: {failure.code}")
			answered = False
	return "" if answered and clients else None


def _ask(client, content_sid: str) -> str:
	with typed_errors(may_repeat=True):
		approval = client.content.v1.contents(content_sid).approval_fetch().fetch()
	return STATES.get((approval.whatsapp or {}).get("status", ""), "")


def _rows(doctype: str, filters: dict, fields: list[str]) -> list:
	return frappe.get_list(
		doctype,
		filters=filters,
		fields=fields,
		limit_page_length=0,
		ignore_permissions=True,  # reason: a job of the scheduler, for accounts of everybody
	)
