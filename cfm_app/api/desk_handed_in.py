"""Endpoint for colleagues and partners: what became of what they handed in."""

import frappe
from frappe import _

from cfm_app.api.desk import HAND_IN_ROLES
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import handed_in
from cfm_app.rules.handed_in import FINISHED, RECEIVED, WITH_THE_PEOPLE_IN_CHARGE


@frappe.whitelist(methods=["GET", "POST"])
def mine() -> list:
	"""Return [{reference, handed_in_on, status, status_title}] of what the user who asks handed in; nobody else's."""
	if not HAND_IN_ROLES & set(frappe.get_roles()):
		frappe.throw(
			_("Your account may not hand in complaints. Ask for the role CFM Reporter."), AccessRefused
		)
	titles = _titles()
	return [{**row, "status_title": titles[row["status"]]} for row in handed_in.by(frappe.session.user)]


def _titles() -> dict[str, str]:
	return {
		RECEIVED: _("received"),
		WITH_THE_PEOPLE_IN_CHARGE: _("with the people in charge"),
		FINISHED: _("finished"),
	}
