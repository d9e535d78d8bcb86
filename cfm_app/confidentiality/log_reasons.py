"""The reasons people type into the access log: sealed, covered by the log's hashes, opened for auditors."""

import json

import frappe
from frappe.utils import get_datetime_str

from cfm_app.confidentiality import sealing
from cfm_app.exceptions import SealBroken, VaultKeyMissing

LOG = "CFM Access Log"
ERASED = "erase reasons"


def sealed(reason: str, record: str | None) -> str:
	"""Return a reason as the column `sealed_reason` holds it: "key id:sealed text"."""
	value, key_id = sealing.seal(reason, place(record))
	return f"{key_id}:{value}"


def opened(sealed_reason: str | None, record: str | None) -> str:
	"""Return the reason that was typed, for an auditor; "" for none."""
	if not sealed_reason:
		return ""
	key_id, value = sealed_reason.split(":", 1)
	return sealing.open_sealed(value, key_id, place(record))


def place(record: str | None) -> str:
	"""Return what a reason is bound to."""
	return f"{LOG}|{record}"


def mac(row: dict, reason: str) -> str:
	"""Return the keyed hash of a typed reason: it stays the same when the reason is sealed under another key."""
	parts = [get_datetime_str(row["at"]), row["user"], row["record"] or "", reason]
	return sealing.keyed_hash("log", json.dumps(parts))


def wrong(row) -> str:
	"""Return what is wrong with the reason of a row that has one, "" when it is the one that was typed or was erased."""
	if not row.sealed_reason:
		return "" if _was_erased(row) else "its reason was taken away"
	said = len(frappe.local.message_log)
	try:
		return (
			""
			if mac(row, opened(row.sealed_reason, row.record)) == row.reason_mac
			else "its reason was changed"
		)
	except VaultKeyMissing:
		return "its reason cannot be opened: the key is missing"
	except (SealBroken, ValueError):
		return "its reason was changed"
	finally:
		del frappe.local.message_log[said:]


def erase(record: str) -> None:
	"""Take the reasons about a record away for good, as the law may ask; the log says so and stays whole."""
	from cfm_app.confidentiality import access_log

	table = frappe.qb.DocType(LOG)
	frappe.qb.update(table).set(table.sealed_reason, None).where(table.record == record).run()
	access_log.write(ERASED, frappe._dict(doctype=None, name=record))


def _was_erased(row) -> bool:
	table = frappe.qb.DocType(LOG)
	query = frappe.qb.from_(table).select(table.name).where(table.record == row.record)
	return bool(query.where(table.action == ERASED).where(table.name > row.name).limit(1).run())
