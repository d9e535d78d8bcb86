"""Keeps what is cached of settings, accounts and lines from being older than a minute.

Frappe forgets a cached document when a change is committed. A request that began before reads the old one and may put
it back afterwards, for an hour: under traffic a new token would be refused, and a switch that was turned off stay on.
"""

import frappe

SETTINGS, ACCOUNT, LINE = "CFM Channel Settings", "CFM Provider Account", "CFM Message Line"


def forget() -> None:
	"""Once a minute: let the next who asks read anew."""
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	for doctype in (ACCOUNT, LINE):
		table = frappe.qb.DocType(doctype)
		for name in frappe.qb.from_(table).select(table.name).run(pluck=True):
			frappe.clear_document_cache(doctype, name)
