"""Removes what the platform's own functions left on confidential records before the app refused it."""

import frappe

from cfm_app.confidentiality.guards import PROTECTED

# where Frappe keeps what hangs on a record: {DocType: the field that names the record's type}
LEFT_BEHIND = {
	"DocShare": "share_doctype",
	"Document Follow": "ref_doctype",
	"Tag Link": "document_type",
	"Document Share Key": "reference_doctype",
	"Global Search DocType": "document_type",
}


def remove() -> int:
	"""Delete shares, follows, tags, share keys and search entries of confidential records; return how many.

	A share that is in the table already, from a restored backup or another tool, outweighs the permission hooks.
	"""
	found = sum(_remove_from(doctype, field) for doctype, field in LEFT_BEHIND.items())
	return found + _remove_from_search_index()


def _remove_from_search_index() -> int:
	index = frappe.qb.Table("__global_search")
	on_records = index.doctype.isin(PROTECTED)
	found = len(frappe.qb.from_(index).select(index.name).where(on_records).run())
	if found:
		frappe.qb.from_(index).delete().where(on_records).run()
	frappe.cache.hdel("global_search", "search_priorities")
	return found


def _remove_from(doctype: str, field: str) -> int:
	on_records = {field: ("in", PROTECTED)}
	found = frappe.db.count(doctype, on_records)
	if found:
		frappe.db.delete(doctype, on_records)
	return found
