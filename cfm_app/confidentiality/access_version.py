"""A token in the database that changes with everything the access rule depends on.

It is read in the same transaction as the query it protects, so a remembered answer can never be older than the
rows it is applied to.
"""

import secrets

import frappe

PARENT = "__cfm_access"
KEY = "version"


def current_version() -> str:
	"""Return the token of grants, access keys and lines as this transaction sees them."""
	known = getattr(frappe.local, "cfm_access_version", None)
	if known and known[0] is frappe.local.db:
		return known[1]
	return _remember(_read() or bump())


def bump(*_args, **_kwargs) -> str:
	"""Forget every remembered answer of the access rule, from this transaction on. Returns the new token."""
	version = secrets.token_hex(8)
	if _read() is None:
		row = frappe.new_doc(
			"DefaultValue", parent=PARENT, parenttype="__default", parentfield="system_defaults"
		)
		row.update({"defkey": KEY, "defvalue": version})
		row.db_insert()
	else:
		table = frappe.qb.DocType("DefaultValue")
		frappe.qb.update(table).set(table.defvalue, version).where(table.parent == PARENT).run()
	return _remember(version)


def forget() -> None:
	"""Read the token anew: after a rollback the remembered one never was, after a commit others may have changed it."""
	frappe.local.cfm_access_version = None


def _remember(version: str) -> str:
	"""Keep the token until this transaction ends, on this connection: a read replica has a token of its own."""
	frappe.local.cfm_access_version = (frappe.local.db, version)
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)
	return version


def _read() -> str | None:
	table = frappe.qb.DocType("DefaultValue")
	rows = (
		frappe.qb.from_(table).select(table.defvalue).where(table.parent == PARENT).where(table.defkey == KEY)
	)
	found = rows.run()
	return found[0][0] if found else None


def bump_for_user(doc, _method=None) -> None:
	"""User: a change of line manager, or of being enabled, changes who sees what."""
	if doc.has_value_changed("cfm_line_manager") or doc.has_value_changed("enabled"):
		bump()
