"""Keeps a list of what was erased outside the database, so that a restored backup does not bring people back."""

import json
import os
from pathlib import Path

import frappe

from cfm_app.confidentiality import erasure, keys
from cfm_app.exceptions import GuardRefused

REPEATED = (erasure.IDENTITY, erasure.RECORD, erasure.ARCHIVE)


def list_file() -> Path:
	"""Return where the list stands: beside the key file, which is not in the backups of the site either."""
	return keys.key_file().with_suffix(".erased")


def remember(record_type: str, record: str, scope: str, because: str) -> None:
	"""Add a line to the list: a reference and what went, nothing of the person."""
	if scope not in REPEATED:
		return
	line = json.dumps({"record_type": record_type, "record": record, "scope": scope, "because": because})
	path = list_file()
	path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
	descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
	with os.fdopen(descriptor, "a", encoding="utf-8") as file:
		file.write(f"{line}\n")


def again() -> dict:
	"""Erase once more what a restored backup brought back; run it after every restore.

	Returns {erased: number, by_hand: references that were still open or on hold when the backup was made}.
	"""
	orders, by_hand = [], []
	for row in _came_back():
		record = frappe.get_doc(row["record_type"], row["record"])
		try:
			orders.append(erasure.order(record, row["scope"], row["because"], state=erasure.APPROVED))
		except GuardRefused:
			frappe.clear_last_message()
			by_hand.append(record.name)
	frappe.db.commit()  # reason: called from the command line, and orders outlive an interruption
	return {"erased": erasure.carry_out(orders), "by_hand": by_hand}


def _came_back() -> list[dict]:
	if not list_file().exists():
		return []
	lines = list_file().read_text(encoding="utf-8").splitlines()
	rows = [json.loads(line) for line in lines]
	done = erasure.done_scopes([row["record"] for row in rows])
	return [
		row
		for row in rows
		if row["scope"] not in done.get(row["record"], ())
		and frappe.db.exists(row["record_type"], row["record"])
	]
