"""What the form of a provider account asks for: which providers there are, and how far the change of a token is."""

import frappe

from cfm_app.integrations import registry
from cfm_app.integrations.twilio import tokens

ACCOUNT = "CFM Provider Account"


@frappe.whitelist(methods=["GET", "POST"])
def providers() -> list[dict]:
	"""Return [{value, label}] of the providers that the installed apps bring."""
	frappe.has_permission(ACCOUNT, "read", throw=True)
	known = registry.known()
	return [{"value": key, "label": known[key].title or key} for key in sorted(known)]


@frappe.whitelist(methods=["GET", "POST"])
def rotation(account: str) -> dict:
	"""Return {next_since, next_seen_on, previous_until}: when the next token was entered and first signed a call."""
	doc = frappe.get_doc(ACCOUNT, account)
	doc.check_permission("read")
	return {
		"next_since": doc.next_token_since,
		"next_seen_on": tokens.next_token_seen_on(doc),
		"previous_until": doc.previous_valid_until,
	}


@frappe.whitelist(methods=["POST"])
def finish_rotation(account: str) -> dict:
	"""Make the next token the current one; return the state as `rotation` does."""
	doc = frappe.get_doc(ACCOUNT, account)
	doc.check_permission("write")
	tokens.finish(doc)
	return rotation(account)
