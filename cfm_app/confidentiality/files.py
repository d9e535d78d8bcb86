"""Files that people send: checked, cleaned, sealed, and streamed only after the access rule has been asked."""

import json
import os
import secrets
import time
from functools import partial
from pathlib import Path

import frappe
from frappe import _

from cfm_app.confidentiality import access_log, keys, sealing
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.rows import insert_row
from cfm_app.exceptions import AccessRefused
from cfm_app.rules import uploads
from cfm_app.rules.access import FULL

TABLE = "CFM Sealed File"
FOLDER = "cfm_sealed"
MEGABYTE = 1024 * 1024
DAY = 24 * 60 * 60


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


def listing_for_system(record: str) -> list[dict]:
	"""Return as `listing` without asking who looks: for the copy of her own data that a person gets."""
	return [{**_about(row), "name": row.name, "size": row.size, "at": row.creation} for row in _rows(record)]


def open_for(doc, name: str) -> tuple[bytes, dict]:
	"""Return (bytes, {mime, extension}) of a file of this record; logged. Raises AccessRefused."""
	row = next((row for row in _rows(doc.name) if row.name == name), None)
	if not row or record_depth(doc) < FULL:
		frappe.throw(_("You may not open this file."), AccessRefused)
	access_log.write("file", doc, name)
	return sealing.open_bytes_by_any(_path(name).read_bytes(), row.key_id, f"{TABLE}|{name}")[0], _about(row)


def seal_anew(name: str, key_id: str) -> None:
	"""Seal the bytes of a file under the current key, in a single step on the disk. Raises SealBroken, FileNotFoundError."""
	place, path = f"{TABLE}|{name}", _path(name)
	data, opened_by = sealing.open_bytes_by_any(path.read_bytes(), key_id, place)
	if opened_by == keys.current():
		return
	new = path.with_suffix(".new")
	new.write_bytes(sealing.seal_bytes(data, place)[0])
	os.replace(new, path)


def move(old: str, record_type: str, record: str) -> None:
	"""Let the files of a contact follow it into the complaint made of it."""
	table = frappe.qb.DocType(TABLE)
	query = frappe.qb.update(table).set(table.record, record).set(table.record_type, record_type)
	query.where(table.record == old).run()


def shred(names: list[str]) -> None:
	"""Overwrite and remove the sealed bytes of these files, once the transaction that deletes their rows is committed."""
	for name in names:
		frappe.db.after_commit.add(partial(_shred, _path(name)))


def shred_orphans() -> int:
	"""Remove sealed bytes that no row knows any more, when the server died between commit and removal; return how many.

	Younger than a day they may belong to somebody who is handing them in right now.
	"""
	yesterday = time.time() - DAY
	old = [path for path in folder().glob("*/*") if path.is_file() and path.stat().st_mtime < yesterday]
	known = (
		set(frappe.get_all(TABLE, {"name": ["in", [path.name for path in old]]}, pluck="name"))
		if old
		else set()
	)
	orphans = [path for path in old if path.name not in known]
	for path in orphans:
		_shred(path)
	return len(orphans)


def folder() -> Path:
	"""Return where the sealed bytes of this site lie: with the other files, so that backups take them along."""
	return Path(os.path.abspath(frappe.get_site_path("private", "files", FOLDER)))


def _shred(path: Path) -> None:
	if not path.exists():
		return
	with path.open("r+b") as file:
		file.write(secrets.token_bytes(path.stat().st_size))
		file.flush()
		os.fsync(file.fileno())
	path.unlink()


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
