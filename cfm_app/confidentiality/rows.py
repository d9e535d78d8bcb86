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


def insert_or_count(doctype: str, counter: str, **values) -> str | None:
	"""Insert one row and return its name; where its unique key is known, add one to `counter` of that row: None.

	One statement, so that of two at once exactly one inserts, and neither waits for the other in a circle.
	"""
	now, user = now_datetime(), frappe.session.user
	row = {"name": frappe.generate_hash(length=10), "creation": now, "modified": now, "owner": user}
	row |= {"modified_by": user, **values}
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.into(table).columns(*row).insert(*row.values())
	query = query.on_duplicate_key_update(table[counter], table[counter] + 1)
	query.on_duplicate_key_update(table.modified, now).run()
	return row["name"] if rows_touched() == 1 else None


def insert_new(doctype: str, **values) -> str | None:
	"""Insert one row and return its name, None when another one holds its unique key. The rest of the transaction stays."""
	frappe.db.savepoint("cfm_insert_new")
	try:
		return insert_row(doctype, **values)
	except Exception as error:
		if not (frappe.db.is_unique_key_violation(error) or frappe.db.is_primary_key_violation(error)):
			raise
		frappe.db.rollback(save_point="cfm_insert_new")
		return None


def known_by_now(doctype: str, column: str, value: str) -> str:
	"""Return the row with this unique value that another transaction has just written, once that has committed.

	A plain read would still show the state from before: this one locks, and so sees what is there now.
	"""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(table[column] == value)
	return query.for_update().run(pluck=True)[0]


def rows_touched() -> int:
	"""Return how many rows the last statement wrote; a conditional update tells by it whether it won."""
	return frappe.db._cursor.rowcount
