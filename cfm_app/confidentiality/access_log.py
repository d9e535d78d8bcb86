"""Who saw what, and why: append-only, each row sealed by a keyed hash, chained every few minutes."""

import frappe
from frappe.utils import get_datetime_str, now_datetime

from cfm_app import compat
from cfm_app.confidentiality import sealing

LOG = "CFM Access Log"


def write(action: str, doc=None, detail: str = "", reason: str = "") -> None:
	"""Add a row. `detail` is a code, never content; `reason` is what the user typed and is sealed.

	The row is committed even when the request only reads, because a look that is not logged did not happen.
	"""
	row = {
		"at": now_datetime(),
		"user": frappe.session.user,
		"action": action,
		"record_type": doc.doctype if doc else None,
		"record": doc.name if doc else None,
		"detail": detail,
	}
	if reason:
		row["sealed_reason"] = ":".join(reversed(sealing.seal(reason, f"{LOG}|{row['record']}")))
	row["row_mac"] = row_mac(row)
	_insert(row)
	frappe.local.flags.commit = True


def view_once(doc) -> None:
	"""Log that this user reads the content of a record, once a request."""
	seen = getattr(frappe.local, "cfm_views_logged", None)
	if seen is None:
		seen = frappe.local.cfm_views_logged = set()
	if (doc.doctype, doc.name, frappe.session.user) not in seen:
		seen.add((doc.doctype, doc.name, frappe.session.user))
		write("view", doc)


def row_mac(row: dict) -> str:
	"""Return the keyed hash of one row: nobody without the key can write or change a row unnoticed."""
	parts = [get_datetime_str(row["at"]).split(".")[0]]
	parts += [
		row.get(key) or "" for key in ("user", "action", "record_type", "record", "detail", "sealed_reason")
	]
	return sealing.keyed_hash("log", "|".join(str(part) for part in parts))


def chain(limit: int = 5000) -> int:
	"""Chain the rows that are not chained yet, oldest first; return how many. One worker at a time does this."""
	table = frappe.qb.DocType(LOG)
	rows = (
		frappe.qb.from_(table)
		.select(table.name, table.row_mac)
		.where(table.chain_mac.isnull())
		.orderby(table.name)
		.limit(limit)
		.for_update()
		.run()
	)
	last = last_link()
	for name, mac in rows:
		last = next_link(last, name, mac)
		frappe.qb.update(table).set(table.chain_mac, last).where(table.name == name).run()
	return len(rows)


def next_link(last: str, name: int, mac: str) -> str:
	"""Return the chain's value of a row: it depends on every row before it."""
	return sealing.keyed_hash("log", f"{last}|{name}|{mac}")


def last_link() -> str:
	"""Return the newest link of the chain, "" before the first."""
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.from_(table).select(table.chain_mac).where(table.chain_mac.isnotnull())
	rows = query.orderby(table.name, order=frappe.qb.desc).limit(1).run()
	return rows[0][0] if rows else ""


def broken_rows() -> list[int]:
	"""Return the numbers of rows that were changed, or behind which rows were removed, since they were chained."""
	table = frappe.qb.DocType(LOG)
	fields = ["name", "at", "user", "action", "record_type", "record", "detail", "sealed_reason", "row_mac"]
	rows = frappe.qb.from_(table).select(*fields, table.chain_mac).orderby(table.name).run(as_dict=True)
	broken, last = [], ""
	for row in rows:
		expected = next_link(last, row.name, row.row_mac) if row.chain_mac else None
		if row_mac(row) != row.row_mac or expected != row.chain_mac:
			broken.append(row.name)
		last = row.chain_mac or last
	return broken


def open_reason(sealed: str | None, record: str | None) -> str:
	"""Return the reason that was typed, for an auditor."""
	if not sealed:
		return ""
	key_id, value = sealed.split(":", 1)
	return sealing.open_sealed(value, key_id, f"{LOG}|{record}")


def _insert(row: dict) -> None:
	stamps = {"creation": row["at"], "modified": row["at"], "owner": row["user"], "modified_by": row["user"]}
	values = {"name": compat.next_number(LOG), **row, **stamps}
	table = frappe.qb.DocType(LOG)
	frappe.qb.into(table).columns(*values).insert(*values.values()).run()
