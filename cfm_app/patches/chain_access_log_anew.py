"""Gives rows of the access log that were written before it had positions and nonces their new hashes.

A row, or a link, that did not fit before does not become right by this: it stays wrong, or the log says so.
"""

import frappe
from frappe.utils import get_datetime_str

from cfm_app.confidentiality import access_log, log_chain, log_reasons, sealing
from cfm_app.confidentiality.log_chain import LOG

OLD_FIELDS = ("user", "action", "record_type", "record", "detail", "sealed_reason")
AT_ONCE = 5000


def execute() -> None:
	"""Hash and chain the whole log anew, when it holds rows of the old kind. May be killed and run again."""
	broken = _broken_links()
	while rows := _old_rows():
		for row in rows:
			_renew(row)
		frappe.db.commit()  # reason: a long log is more than one transaction may write
	if broken:
		access_log.write("refused", None, f"earlier chain did not fit at {len(broken)} rows: {broken[:10]}")
	while log_chain.chain():
		frappe.db.commit()  # reason: as above


def _broken_links() -> list[int]:
	"""Return the rows of the old kind whose link does not follow from the row before. After a kill the first is not judged."""
	broken, after, last = [], 0, None if _some_are_renewed() else ""
	while rows := _old_rows(after):
		for row in (row for row in rows if row.chain_mac):
			if last is not None and _old_link(last, row) != row.chain_mac:
				broken.append(row.name)
			last = row.chain_mac
		after = rows[-1].name
	return broken


def _some_are_renewed() -> bool:
	table = frappe.qb.DocType(LOG)
	return bool(frappe.qb.from_(table).select(table.name).where(table.row_mac.like("%.%")).limit(1).run())


def old_row_mac(row) -> str:
	"""Return the hash a row had before."""
	parts = [get_datetime_str(row.at).split(".")[0], *(row.get(field) or "" for field in OLD_FIELDS)]
	return sealing.keyed_hash("log", "|".join(str(part) for part in parts))


def _old_link(last: str, row) -> str:
	return sealing.keyed_hash("log", f"{last}|{row.name}|{row.row_mac}")


def _old_rows(after: int = 0) -> list[dict]:
	"""Return the next rows whose hash has no nonce, oldest first."""
	table = frappe.qb.DocType(LOG)
	fields = ("name", "at", *OLD_FIELDS, "row_mac", "chain_mac")
	query = frappe.qb.from_(table).select(*fields).where(table.row_mac.not_like("%.%"))
	return query.where(table.name > after).orderby(table.name).limit(AT_ONCE).run(as_dict=True)


def _renew(row) -> None:
	values = {"chain_mac": None, "position": 0, "row_mac": f"wrong.{row.row_mac}"[: log_chain.MAC_LENGTH]}
	if old_row_mac(row) == row.row_mac:
		if row.sealed_reason:
			row.reason_mac = log_reasons.mac(row, log_reasons.opened(row.sealed_reason, row.record))
		values |= {"reason_mac": row.get("reason_mac"), "row_mac": log_chain.row_mac(row)}
	table = frappe.qb.DocType(LOG)
	change = frappe.qb.update(table).where(table.name == row.name)
	for field, value in values.items():
		change = change.set(table[field], value)
	change.run()
