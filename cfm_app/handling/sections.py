"""What has to be known before a part of the dossier is written."""

import frappe
from frappe import _

from cfm_app.confidentiality import vault
from cfm_app.exceptions import GuardRefused
from cfm_app.rules.dossier import plan_gaps

NEEDS = ("question_behind", "support_need", "wanted_result")


def check_plan(complaint) -> None:
	"""Refuse a plan while nobody has asked what the person needs and wants (requirements C27)."""
	words = vault.read(complaint)
	gaps = plan_gaps(*(words.get(need) or "" for need in NEEDS))
	if gaps:
		labels = ", ".join(_(complaint.meta.get_label(gap), context="Complaint") for gap in gaps)
		frappe.throw(_("Before a plan can be made, write down: {0}").format(labels), GuardRefused)
