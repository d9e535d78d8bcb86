"""The only file that knows which Frappe this is, and where it has to be led around."""

from contextlib import contextmanager

from pypika.terms import LiteralValue

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
	return frappe.get_list(doctype, filters=filters, fields=[_total()], order_by=None)[0].total


def permitted_counts(doctype: str, field: str, filters, limit: int) -> list[dict]:
	"""Count the rows that the user may list for each value of a field: [{<field>, total}], the largest first."""
	fields = [field, _total()]
	return frappe.get_list(
		doctype, filters=filters, fields=fields, group_by=field, order_by="total desc", limit=limit
	)


def remember_value(doctype: str, name: str, field: str, value) -> None:
	"""Let `frappe.db.get_value(doctype, name, field, cache=True)` answer without asking the database."""
	if _major() < 16:
		frappe.db.value_cache[(doctype, name, field)] = ((value,),)
	else:
		frappe.db.value_cache[doctype][name][field] = ((value,),)


def next_number(doctype: str) -> LiteralValue:
	"""Return the next number of a DocType that counts its rows, as a term that is drawn while the row is written."""
	sequence = f"{frappe.scrub(doctype)}_id_seq"
	return LiteralValue(
		f"nextval(`{sequence}`)" if frappe.db.db_type == "mariadb" else f"nextval('{sequence}')"
	)


def _total() -> str | dict:
	return "count(name) as total" if _major() < 16 else {"COUNT": "name", "as": "total"}


def _major() -> int:
	return int(frappe.__version__.split(".")[0])
