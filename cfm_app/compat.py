"""The only file that knows which Frappe this is, and where it has to be led around."""

from contextlib import contextmanager

import frappe

WORKFLOW_ACTIONS = "frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions"


@contextmanager
def without_workflow_actions():
	"""Keep Frappe from writing Workflow Action rows while a confidential document is saved.

	Those rows show the reference to every holder of a role, whatever the access rule says.
	"""
	hooks = frappe.get_doc_hooks()
	everywhere = {
		event: [handler for handler in handlers if handler != WORKFLOW_ACTIONS]
		for event, handlers in hooks.get("*", {}).items()
	}
	frappe.local.doc_events_hooks = {**hooks, "*": everywhere}
	try:
		yield
	finally:
		frappe.local.doc_events_hooks = hooks


def permitted_count(doctype: str, filters) -> int:
	"""Count the rows that the user may list: a string aggregate on Frappe 15, a dict from 16 on."""
	major = int(frappe.__version__.split(".")[0])
	total = "count(name) as total" if major < 16 else {"COUNT": "name", "as": "total"}
	return frappe.get_list(doctype, filters=filters, fields=[total], order_by=None)[0].total
