"""Brings over, each day, whether WhatsApp has approved our templates: only approved ones may open a conversation.

Twilio sends the text it keeps under an id, not ours. Where that is not the text somebody reviewed here, the template is
taken out of use outside conversations, and said to be.
"""

import frappe

from cfm_app.handling import alerts
from cfm_app.integrations.base.errors import Permanent, SendError
from cfm_app.integrations.twilio.client import client_of, typed_errors
from cfm_app.rules.template_words import is_approved_text

TEMPLATE, ACCOUNT = "CFM Message Template", "CFM Provider Account"
STATES = {
	"received": "pending",
	"pending": "pending",
	"approved": "approved",
	"rejected": "rejected",
	"disabled": "rejected",
	"paused": "paused",
}
APPROVED, OTHER_WORDS = "approved", "other words"
GONE = ("404", "20404")


def sync_templates() -> None:
	"""Write the state of each template that has an id at Twilio. What cannot be asked now keeps its state."""
	templates = _rows(
		TEMPLATE, {"content_sid": ["like", "HX%"]}, ["name", "body", "content_sid", "approval_state"]
	)
	if not templates:
		return
	clients = _clients()
	for template in templates:
		state = _state(clients, template)
		if state is not None and state != (template.approval_state or ""):
			_write(template, state)


def _write(template, state: str) -> None:
	frappe.db.set_value(TEMPLATE, template.name, "approval_state", state, update_modified=False)
	frappe.clear_document_cache(TEMPLATE, template.name)
	if state == OTHER_WORDS:
		people = {*alerts.coordinators(), *alerts.administrators()}
		alerts.tell_all(people, frappe.get_doc(TEMPLATE, template.name), "template_differs")


def _clients() -> list:
	names = _rows(ACCOUNT, {"provider": "twilio", "is_active": 1}, ["name"])
	accounts = [frappe.get_cached_doc(ACCOUNT, row.name) for row in names]
	return [client_of(account) for account in accounts if account.key_secret]


def _state(clients: list, template) -> str | None:
	"""Return our word for the approval, "" when no account has the template, None when one could not be asked."""
	answered = True
	for client in clients:
		try:
			return _ask(client, template)
		except Permanent as refusal:
			answered = answered and refusal.code in GONE
		except SendError as failure:
			frappe.logger("cfm_app").warning(f"approval of a template not known: {failure.code}")
			answered = False
	return "" if answered and clients else None


def _ask(client, template) -> str:
	content = client.content.v1.contents(template.content_sid)
	with typed_errors(may_repeat=True):
		approval = content.approval_fetch().fetch()
		state = STATES.get((approval.whatsapp or {}).get("status", ""), "")
		is_ours = state != APPROVED or _says_only(template.body, content.fetch().types)
	return state if is_ours else OTHER_WORDS


def _says_only(body: str, types: dict | None) -> bool:
	"""Tell whether a content is these words alone: a button, a picture or a footer says something that nobody reviewed."""
	forms = [{part: said for part, said in form.items() if said} for form in (types or {}).values()]
	return bool(forms) and all(
		set(form) == {"body"} and is_approved_text(body, form["body"]) for form in forms
	)


def _rows(doctype: str, filters: dict, fields: list[str]) -> list:
	return frappe.get_list(
		doctype,
		filters=filters,
		fields=fields,
		limit_page_length=0,
		ignore_permissions=True,  # reason: a job of the scheduler, for accounts of everybody
	)
