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
	"""Hash and chain the whole log anew, when it holds rows of the old kind."""
	broken, last = [], ""
	while rows := _old_rows():
		for row in rows:
			if row.chain_mac and _old_link(last, row) != row.chain_mac:
				broken.append(row.name)
			last = row.chain_mac or last
			_renew(row)
	if broken:
		access_log.write("refused", None, f"earlier chain did not fit at {len(broken)} rows: {broken[:10]}")
	while log_chain.chain():
		pass


def old_row_mac(row) -> str:
	"""Return the hash a row had before."""
	parts = [get_datetime_str(row.at).split(".")[0], *(row.get(field) or "" for field in OLD_FIELDS)]
	return sealing.keyed_hash("log", "|".join(str(part) for part in parts))


def _old_link(last: str, row) -> str:
	return sealing.keyed_hash("log", f"{last}|{row.name}|{row.row_mac}")


def _old_rows() -> list[dict]:
	"""Rows whose hash has no nonce and that were not looked at yet, oldest first."""
	table = frappe.qb.DocType(LOG)
	fields = ("name", "at", *OLD_FIELDS, "row_mac", "chain_mac")
	query = frappe.qb.from_(table).select(*fields).where(table.row_mac.not_like("%.%"))
	return query.orderby(table.name).limit(AT_ONCE).run(as_dict=True)


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
