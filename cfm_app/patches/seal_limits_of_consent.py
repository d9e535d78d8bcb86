"""Seals what people said about their consent: an earlier version kept it in the open column `scope`."""

import frappe

from cfm_app.confidentiality import vault

TYPE = "CFM Consent"


def execute() -> None:
	"""Move the words of every consent into the vault and empty the old column."""
	if "scope" not in frappe.db.get_table_columns(TYPE):
		return
	table = frappe.qb.DocType(TYPE)
	for name, words in frappe.qb.from_(table).select(table.name, table.scope).where(table.scope != "").run():
		vault.put(TYPE, name, {"limits": words})
		frappe.qb.update(table).set(table.scope, None).where(table.name == name).run()
