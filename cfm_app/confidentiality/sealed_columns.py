"""Every column of the database that holds sealed values: what a change of keys has to go through."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe.query_builder.functions import Count, Substring

from cfm_app.confidentiality import files, log_reasons, vault

KEY_ID_LENGTH = 8


@dataclass(frozen=True)
class Column:
	"""A column with sealed texts, and beside it one with the ids of their keys. `place` is what a value is bound to."""

	doctype: str
	place: Callable[[dict], str]
	fields: tuple[str, ...] = ()
	key: str = "key_id"

	def count_by_key(self) -> dict[str, int]:
		"""Return {key id: how many values}."""
		table = frappe.qb.DocType(self.doctype)
		key = table[self.key]
		return dict(frappe.qb.from_(table).select(key, Count("*")).where(key.isnotnull()).groupby(key).run())

	def not_under(self, key_id: str, after, limit: int) -> list[dict]:
		"""Return the next values under other keys as {name, sealed, key_id, place}, by name."""
		table = frappe.qb.DocType(self.doctype)
		key = table[self.key]
		query = frappe.qb.from_(table).select(table.name, table.sealed, key.as_("key_id"), *self.fields)
		query = query.where(key.isnotnull()).where(key != key_id)
		rows = query.where(table.name > after).orderby(table.name).limit(limit).run(as_dict=True)
		for row in rows:
			row.place = self.place(row)
		return rows

	def write(self, row: dict, sealed: str, key_id: str) -> None:
		"""Put a value sealed anew in the place of the one that was read, if it is still there."""
		table = frappe.qb.DocType(self.doctype)
		query = frappe.qb.update(table).set(table.sealed, sealed).set(table[self.key], key_id)
		query.where(table.name == row.name).where(table.sealed == row.sealed).run()


class ReasonColumn(Column):
	"""The reasons of the access log, with the id of the key in front of the value: "k1:…"."""

	def count_by_key(self) -> dict[str, int]:
		found: dict[str, int] = {}
		table = frappe.qb.DocType(self.doctype)
		start = Substring(table.sealed_reason, 1, KEY_ID_LENGTH)
		query = frappe.qb.from_(table).select(start, Count("*")).where(table.sealed_reason.isnotnull())
		for text, count in query.groupby(start).run():
			key_id = text.partition(":")[0]
			found[key_id] = found.get(key_id, 0) + count
		return found

	def not_under(self, key_id: str, after, limit: int) -> list[dict]:
		table = frappe.qb.DocType(self.doctype)
		query = frappe.qb.from_(table).select(table.name, table.sealed_reason, table.record)
		query = query.where(table.sealed_reason.isnotnull()).where(
			table.sealed_reason.not_like(f"{key_id}:%")
		)
		rows = query.where(table.name > (after or 0)).orderby(table.name).limit(limit).run(as_dict=True)
		for row in rows:
			row.key_id, row.sealed = row.sealed_reason.split(":", 1)
			row.place = self.place(row)
		return rows

	def write(self, row: dict, sealed: str, key_id: str) -> None:
		table = frappe.qb.DocType(self.doctype)
		query = frappe.qb.update(table).set(table.sealed_reason, f"{key_id}:{sealed}")
		query.where(table.name == row.name).where(table.sealed_reason == row.sealed_reason).run()


COLUMNS = (
	Column(
		"CFM Sealed Content",
		lambda row: vault.place(row.record_type, row.record, row.field, row.version),
		("record_type", "record", "field", "version"),
	),
	Column("CFM Person", lambda row: f"CFM Person|{row.name}"),
	Column("CFM Party", lambda row: f"CFM Party|{row.record}|{row.role}", ("record", "role")),
	Column(files.TABLE, lambda row: f"{files.TABLE}|{row.name}|about", key="file_key"),
	Column("CFM Contact Point", lambda row: f"CFM Contact Point|{row.name}"),
	Column("CFM Message", lambda row: f"CFM Message|{row.name}"),
	Column("CFM Message Media", lambda row: f"CFM Message Media|{row.name}"),
	Column("CFM Webhook Event", lambda row: f"CFM Webhook Event|{row.name}"),
	ReasonColumn(log_reasons.LOG, lambda row: log_reasons.place(row.record)),
)
