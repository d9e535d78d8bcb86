"""The only door to sealed content: asks the access rule, opens, and writes the access log."""

from contextlib import contextmanager

import frappe
from frappe import _

from cfm_app.confidentiality import access_log, sealing
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.rows import insert_rows
from cfm_app.exceptions import AccessRefused
from cfm_app.rules.access import FULL

TABLE = "CFM Sealed Content"


def put(record_type: str, record: str, values: dict[str, str], version: int = 1) -> None:
	"""Seal the non-empty values of a record, {field: text}, in one statement."""
	rows = [sealed_row(record_type, record, field, text, version) for field, text in values.items() if text]
	if rows:
		insert_rows(TABLE, rows)


def read(doc) -> dict[str, str]:
	"""Return {field: text} of a record in its newest version for the user who asks, {} when she may not.

	Looking writes the access log, once a request.
	"""
	if frappe.flags.cfm_vault_shut or doc.is_new() or record_depth(doc) < FULL:
		return {}
	opened = _open_newest(doc.doctype, doc.name)
	if opened:
		access_log.view_once(doc)
	return opened


@contextmanager
def kept_shut():
	"""Open nothing inside this block, for whoever asks: what is written there leaves the site."""
	before, frappe.flags.cfm_vault_shut = frappe.flags.cfm_vault_shut, True
	try:
		yield
	finally:
		frappe.flags.cfm_vault_shut = before


def change(doc, values: dict[str, str], reason: str = "") -> None:
	"""Seal new versions of these fields; what was there before is kept. Raises AccessRefused.

	Callers that correct the person's own words give a reason.
	"""
	if record_depth(doc) < FULL:
		frappe.throw(_("You may not write in this record."), AccessRefused)
	newest = _newest_versions(doc.doctype, doc.name)
	for field, text in values.items():
		put(doc.doctype, doc.name, {field: text or " "}, newest.get(field, 0) + 1)
	if reason:
		access_log.write("correct", doc, ",".join(values), reason)
	doc.forget_opened()


def versions(doc, field: str) -> list[dict]:
	"""Return every version of a field as {version, at, by, text}, oldest first, for who may read the record."""
	if record_depth(doc) < FULL:
		return []
	access_log.view_once(doc)
	return [
		{"version": row.version, "at": row.creation, "by": row.owner, "text": _open(row)}
		for row in _rows(doc.doctype, doc.name)
		if row.field == field
	]


def read_for_system(record_type: str, record: str) -> dict[str, str]:
	"""Return {field: text} without asking who looks: for the tracking page (the code is the key) and signed senders."""
	return _open_newest(record_type, record)


def sealed_row(record_type: str, record: str, field: str, text: str, version: int = 1) -> dict:
	"""Return the columns of one sealed value, for a bulk insert."""
	sealed, key_id = sealing.seal(text, place(record_type, record, field, version))
	where = {"record_type": record_type, "record": record, "field": field, "version": version}
	return {**where, "sealed": sealed, "key_id": key_id}


def _open_newest(record_type: str, record: str) -> dict[str, str]:
	newest = {row.field: row for row in _rows(record_type, record)}
	return {field: _open(row).strip() for field, row in newest.items()}


def _newest_versions(record_type: str, record: str) -> dict[str, int]:
	return {row.field: row.version for row in _rows(record_type, record)}


def _rows(record_type: str, record: str) -> list[dict]:
	table = frappe.qb.DocType(TABLE)
	query = frappe.qb.from_(table).select(
		table.creation,
		table.owner,
		table.record_type,
		table.record,
		table.field,
		table.version,
		table.sealed,
		table.key_id,
	)
	query = query.where(table.record == record).where(table.record_type == record_type)
	return query.orderby(table.version).run(as_dict=True)


def _open(row) -> str:
	return sealing.open_sealed(
		row.sealed, row.key_id, place(row.record_type, row.record, row.field, row.version)
	)


def place(record_type: str, record: str, field: str, version: int) -> str:
	"""Return what a sealed value is bound to: moved elsewhere it does not open."""
	return f"{record_type}|{record}|{field}|{version}"
