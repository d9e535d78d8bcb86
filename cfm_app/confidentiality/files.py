"""Files that people send: checked, cleaned, sealed, and streamed only after the access rule has been asked."""

import json
import os
from pathlib import Path

import frappe
from frappe import _

from cfm_app.confidentiality import access_log, sealing
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.rows import insert_row
from cfm_app.exceptions import AccessRefused
from cfm_app.rules import uploads
from cfm_app.rules.access import FULL

TABLE = "CFM Sealed File"
MEGABYTE = 1024 * 1024


def check(data: bytes, declared_name: str):
	"""Return the cleaned upload of rules/uploads.py, or its refusal, under the size limit of CFM Settings."""
	limit = (frappe.db.get_single_value("CFM Settings", "upload_limit_mb") or 5) * MEGABYTE
	return uploads.check(data, declared_name, limit)


def add(record_type: str, record: str, upload) -> str:
	"""Seal a checked upload for a record and return its random name. The name the person gave is sealed with it."""
	name = frappe.generate_hash(length=10)
	sealed, key_id = sealing.seal_bytes(upload.data_clean, f"{TABLE}|{name}")
	path = _path(name)
	path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
	path.write_bytes(sealed)
	frappe.db.after_rollback.add(lambda: path.unlink(missing_ok=True))
	about, about_key = sealing.seal(
		json.dumps({"mime": upload.mime, "extension": upload.extension}), f"{TABLE}|{name}|about"
	)
	insert_row(
		TABLE,
		name=name,
		record_type=record_type,
		record=record,
		file_key=about_key,
		sealed=about,
		size=len(upload.data_clean),
		key_id=key_id,
	)
	return name


def listing(doc) -> list[dict]:
	"""Return [{name, mime, extension, size, at}] of a record's files for who may read it."""
	if record_depth(doc) < FULL:
		return []
	return [
		{**_about(row), "name": row.name, "size": row.size, "at": row.creation} for row in _rows(doc.name)
	]


def open_for(doc, name: str) -> tuple[bytes, dict]:
	"""Return (bytes, {mime, extension}) of a file of this record; logged. Raises AccessRefused."""
	row = next((row for row in _rows(doc.name) if row.name == name), None)
	if not row or record_depth(doc) < FULL:
		frappe.throw(_("You may not open this file."), AccessRefused)
	access_log.write("file", doc, name)
	return sealing.open_bytes(_path(name).read_bytes(), row.key_id, f"{TABLE}|{name}"), _about(row)


def move(old: str, record_type: str, record: str) -> None:
	"""Let the files of a contact follow it into the complaint made of it."""
	table = frappe.qb.DocType(TABLE)
	query = frappe.qb.update(table).set(table.record, record).set(table.record_type, record_type)
	query.where(table.record == old).run()


def folder() -> Path:
	"""Return where the sealed bytes of this site lie: with the other files, so that backups take them along."""
	return Path(os.path.abspath(frappe.get_site_path("private", "files", "cfm_sealed")))


def _path(name: str) -> Path:
	return folder() / name[:2] / name


def _rows(record: str) -> list[dict]:
	table = frappe.qb.DocType(TABLE)
	fields = (table.name, table.size, table.creation, table.sealed, table.file_key, table.key_id)
	return (
		frappe.qb.from_(table)
		.select(*fields)
		.where(table.record == record)
		.orderby(table.creation)
		.run(as_dict=True)
	)


def _about(row) -> dict:
	return json.loads(sealing.open_sealed(row.sealed, row.file_key, f"{TABLE}|{row.name}|about"))
