"""Changes the key of the vault: seals every value anew, in batches, while people go on working.

bench --site NAME execute cfm_app.confidentiality.rotation.start      a new key, then everything under it
bench --site NAME execute cfm_app.confidentiality.rotation.go_on      go on after it was broken off
bench --site NAME execute cfm_app.confidentiality.rotation.progress   how far it is
bench --site NAME execute cfm_app.confidentiality.rotation.retire --kwargs "{'key_id': 'k1'}"

A value says which key opens it, so there is nothing to remember: what is not under the current key is still to do.
"""

from collections import Counter
from datetime import timedelta

import click

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime, update_progress_bar
from frappe.utils.synchronization import filelock

from cfm_app.confidentiality import files, keys, sealing
from cfm_app.confidentiality.sealed_columns import COLUMNS
from cfm_app.exceptions import SealBroken, VaultKeyMissing

BATCH = 500
PASSES = 3
# who began to write before the new key was there may still be sealing with the old one
REST = timedelta(hours=1)


def start() -> dict:
	"""Add a new key and seal everything under it; return `progress`. An unfinished rotation goes on with its key.

	Where the keys come from the environment the new ring is written into a file, and {new_ring, next} is returned.
	"""
	if progress()["waiting"]:
		return go_on()
	key_id, new_ring = keys.add()
	if new_ring:
		return {"key": key_id, "new_ring": str(new_ring), "next": _in_the_environment()}
	click.echo(_("The new key is {0}. Copy the key file to a safe place now.").format(key_id))
	return go_on()


def go_on(batch: int = BATCH) -> dict:
	"""Seal what is not under the current key yet; return `progress`. Safe to break off and to run again."""
	with filelock("cfm_vault_rotation", timeout=1):
		todo = progress()["waiting"]
		done = 0
		for _pass in range(PASSES):
			for column in COLUMNS:
				done = _seal_column(column, batch, done, todo)
			_seal_files(batch)
			if not progress()["waiting"]:
				break
	return progress()


def progress() -> dict:
	"""Return {key, total, done, waiting, percent, by_key}: how many values are sealed under which key."""
	by_key = Counter()
	for column in COLUMNS:
		by_key.update(column.count_by_key())
	by_key.update(_files_by_key())
	total, done = sum(by_key.values()), by_key[keys.current()]
	percent = 100 * done // total if total else 100
	facts = {"key": keys.current(), "total": total, "done": done, "waiting": total - done}
	return {**facts, "percent": percent, "by_key": dict(by_key)}


def in_words() -> str:
	"""Return the progress in one sentence, for the settings page."""
	found = progress()
	if not found["waiting"]:
		return _("All {0} sealed values are under the key {1}.").format(found["total"], found["key"])
	return _(
		"{0} of {1} sealed values ({2} %) are under the new key {3}. The rest is sealed anew each night."
	).format(found["done"], found["total"], found["percent"], found["key"])


def retire(key_id: str) -> dict:
	"""Take a key away that opens nothing any more; return {kept_in, new_ring}. Ends the command with a sentence while a value needs it."""
	used = progress()["by_key"].get(key_id, 0)
	if key_id == keys.current() or key_id not in keys.ids():
		_refuse(_("{0} is not an old key of this vault.").format(key_id))
	if used:
		_refuse(
			_("{0} values are still sealed with {1}. Run the rotation to its end first.").format(used, key_id)
		)
	if now_datetime() - get_datetime(keys.sealing_since()) < REST:
		_refuse(_("Wait an hour after the rotation: somebody may still be writing with the old key."))
	kept, new_ring = keys.remove(key_id)
	return {"kept_in": str(kept), "new_ring": str(new_ring or "")}


def go_on_if_unfinished() -> None:
	"""Each night: finish what a restart broke off."""
	if len(keys.ids()) > 1 and progress()["waiting"]:
		go_on()


def _seal_column(column, batch: int, done: int, todo: int) -> int:
	"""Seal the values of one column, in the order of their names, and commit after each batch."""
	last = ""
	while rows := column.not_under(keys.current(), last, batch):
		for row in rows:
			_seal_row(column, row)
		frappe.db.commit()  # reason: broken off later, this much is done
		last, done = rows[-1].name, done + len(rows)
		update_progress_bar(_("Sealing anew"), min(done, todo) - 1, max(todo, 1))
	return done


def _seal_row(column, row) -> None:
	"""Write the value under the current key, unless somebody changed or erased it meanwhile."""
	try:
		sealed, key_id = sealing.seal(sealing.open_sealed(row.sealed, row.key_id, row.place), row.place)
	except (SealBroken, VaultKeyMissing) as error:
		frappe.clear_messages()
		frappe.logger("cfm_app").error(f"{column.doctype} {row.name} stays as it is: {type(error).__name__}")
		return
	column.write(row, sealed, key_id)


def _seal_files(batch: int) -> None:
	table = frappe.qb.DocType(files.TABLE)
	query = frappe.qb.from_(table).select(table.name, table.key_id).where(table.key_id != keys.current())
	for name, key_id in query.orderby(table.name).run():
		_seal_file(table, name, key_id)
		frappe.db.commit()  # reason: broken off later, this file is done


def _seal_file(table, name: str, key_id: str) -> None:
	"""Seal the bytes of a file anew. Broken off between file and row, the file still opens and the row follows later."""
	if not frappe.qb.from_(table).select(table.name).where(table.name == name).for_update().run():
		return
	try:
		files.seal_anew(name, key_id)
	except (SealBroken, VaultKeyMissing, FileNotFoundError) as error:
		frappe.clear_messages()
		frappe.logger("cfm_app").error(f"the file {name} stays as it is: {type(error).__name__}")
		return
	frappe.qb.update(table).set(table.key_id, keys.current()).where(table.name == name).run()


def _files_by_key() -> dict[str, int]:
	from frappe.query_builder.functions import Count

	table = frappe.qb.DocType(files.TABLE)
	return dict(frappe.qb.from_(table).select(table.key_id, Count("*")).groupby(table.key_id).run())


def _refuse(sentence: str) -> None:
	"""End the command with this sentence: `bench execute` would hide any other error behind one of its own."""
	raise SystemExit(sentence)


def _in_the_environment() -> str:
	return _(
		"Put the content of this file into {0} of every process, restart, delete the file, then run go_on."
	).format(keys.ENVIRONMENT)
