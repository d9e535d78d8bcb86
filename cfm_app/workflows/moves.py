"""Moves a complaint along when the work that a state stands for has just been done."""

import frappe
from frappe.model.workflow import apply_workflow, get_transitions

from cfm_app.exceptions import GuardRefused


def follow(name: str, *actions: str) -> str:
	"""Take these workflow actions in turn as far as the user may and the guards allow; return the state then.

	Nothing is refused here: the work itself is done, and the state can still be changed by hand.
	"""
	complaint = frappe.get_doc("Complaint", name)
	for action in actions:
		if action not in {transition.action for transition in get_transitions(complaint)}:
			continue
		frappe.db.savepoint("cfm_follow")
		try:
			complaint = apply_workflow(complaint.as_json(), action)
		except GuardRefused:
			frappe.db.rollback(save_point="cfm_follow")
			frappe.clear_last_message()
	return complaint.workflow_state
