"""Keeps API keys with the people they belong to: with the key of a colleague one reads as her, past her second factor."""

import frappe
from frappe import _

from cfm_app.confidentiality.guards import refuse
from cfm_app.confidentiality.viewers import viewer


def guard_key(doc, _method=None) -> None:
	"""User: of somebody with a duty only she herself and the account Administrator make or set the API key."""
	if not doc.api_secret or doc.is_dummy_password(doc.api_secret) or not viewer(doc.name).grants:
		return
	if frappe.session.user not in (doc.name, "Administrator"):
		refuse(
			_(
				"With an API key of {0} you would read what only they may. Make the key before they have a duty, or "
				"with the account Administrator."
			).format(doc.name)
		)
