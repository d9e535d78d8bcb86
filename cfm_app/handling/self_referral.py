"""Information for self-referral: the person is told where to go, nothing about her leaves, and she is asked later.

The receiver hears nothing: no consent, no agreement and no link is needed, and no reminder goes out to it.
"""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.exceptions import GuardRefused
from cfm_app.rules import referral_clocks
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import SENT

REFERRAL = "Referral"
AT_ONCE = 500


def stands_against(referral) -> list[str]:
	"""Return sentences that say why the person cannot simply go there herself."""
	if not referral.service:
		return [_("Choose the service that the person is told about.")]
	service = frappe.get_cached_doc("CFM Service", referral.service)
	found = []
	if service.how_to_access == "referral only":
		found.append(_("This service takes nobody without a referral: send one."))
	if service.sites and all(site.is_hidden for site in service.sites):
		found.append(_("This place is hidden: bring the person and its focal point together."))
	return found


def check(referral) -> None:
	"""Raise GuardRefused when the person would stand before a closed door."""
	found = stands_against(referral)
	if found:
		frappe.throw(" ".join(found), GuardRefused)


def due() -> list[str]:
	"""Return the names of those in which it is time to ask the person, or time to ask again."""
	now = now_datetime()
	rows = frappe.get_all(  # reason: a job for everybody's referrals; it shows none of them
		REFERRAL,
		{"mode": SELF, "workflow_state": SENT, "due_on": ["<=", now]},
		["name", "priority", "sent_on", "last_chased_on"],
		order_by="due_on",
		limit=AT_ONCE,
	)
	return [
		row.name
		for row in rows
		if referral_clocks.chaser_due(row.priority, row.sent_on, row.last_chased_on, now)
	]
