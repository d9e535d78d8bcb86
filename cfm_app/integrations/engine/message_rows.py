"""The rows of CFM Message as the engine reads and writes them. No role may: whoever shows one asks for the record first."""

import frappe

TABLE = "CFM Message"


def table():
	"""Return the table for a query."""
	return frappe.qb.DocType(TABLE)  # reason: the engine's own rows, nobody looks


def whole(name: str):
	"""Return one row, None when there is none."""
	return frappe.db.get_value(TABLE, name, "*", as_dict=True)  # reason: the engine's own row


def change(name: str, values: dict) -> None:
	"""Write columns of one row."""
	frappe.db.set_value(TABLE, name, values, update_modified=False)  # reason: the engine's own row
