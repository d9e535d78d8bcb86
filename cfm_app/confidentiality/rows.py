"""Plain inserts into tables that no role may touch, without the cost of a controller."""

import frappe
from frappe.utils import now_datetime


def insert_row(doctype: str, **values) -> str:
	"""Insert one row, stamped with user and time, and return its name."""
	return insert_rows(doctype, [values])[0]


def insert_rows(doctype: str, rows: list[dict]) -> list[str]:
	"""Insert rows of the same columns in one statement and return their names."""
	now, user = now_datetime(), frappe.session.user
	stamps = {"creation": now, "modified": now, "owner": user, "modified_by": user}
	full = [{"name": frappe.generate_hash(length=10), **stamps, **row} for row in rows]
	table = frappe.qb.DocType(doctype)
	frappe.qb.into(table).columns(*full[0]).insert(*(tuple(row.values()) for row in full)).run()
	return [row["name"] for row in full]
