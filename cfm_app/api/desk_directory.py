"""Endpoints for staff who take the directory out as a file or bring one in."""

import base64
import binascii

import frappe
from frappe import _
from frappe.utils import today

from cfm_app.directory import exchange_files, exchange_hsds, exchange_rows, exchange_xlsx, importing
from cfm_app.exceptions import GuardRefused

WRITERS = {
	exchange_files.XLSX: (exchange_xlsx.write, "services-{0}.xlsx"),
	exchange_files.HSDS: (exchange_hsds.write, "services-{0}-hsds.zip"),
}
COUNTS = ("state", "file_name", "new_count", "changed_count", "same_count", "refused_count")


@frappe.whitelist(methods=["POST"])
def export_directory(file_kind: str = exchange_files.XLSX) -> dict:
	"""Return {filename, content (base64)}: the directory as a spreadsheet ("xlsx") or for Open Referral ("hsds").

	Nothing of a hidden place is in it.
	"""
	frappe.has_permission(importing.IMPORT, "read", throw=True)
	if file_kind not in WRITERS:
		frappe.throw(_("Choose a spreadsheet or Open Referral."), GuardRefused)
	write, filename = WRITERS[file_kind]
	data = write(exchange_rows.current())
	return {"filename": filename.format(today()), "content": base64.b64encode(data).decode()}


@frappe.whitelist(methods=["POST"])
def look_at(
	filename: str, content: str, choices: dict | str | None = None, instead_of: str | None = None
) -> dict:
	"""Compare a file (base64) with the directory, which stays as it is. Returns {name, items, left, unknown, more} and the counts.

	`choices`: {"service_type" or "area": {words of the file: our code}}, what somebody said about `unknown` words.
	`instead_of`: the earlier look at the same file, which is forgotten.
	"""
	frappe.has_permission(importing.IMPORT, "read", throw=True)
	try:
		data = base64.b64decode(content, validate=True)
	except (binascii.Error, ValueError):
		frappe.throw(_("This is not a file of the directory. Export one first and fill it in."), GuardRefused)
	if instead_of:
		importing.drop(instead_of)
	doc, told = importing.look_at(filename, data, _choices(choices))
	counts = {field: doc.get(field) for field in COUNTS}
	return {"name": doc.name, **counts, "items": importing.preview(doc), **told}


def _choices(given: dict | str | None) -> dict[str, dict[str, str]]:
	"""Return what was chosen, in the one shape that is understood."""
	found = frappe.parse_json(given) or {}
	if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
		frappe.throw(_("Choose for each word what it means here."), GuardRefused)
	return {kind: {str(words): str(code) for words, code in each.items()} for kind, each in found.items()}


@frappe.whitelist(methods=["POST"])
def apply_import(directory_import: str) -> dict:
	"""Apply what was looked at. Returns {state}: Applied, or Running when it goes on in the background."""
	doc = _opened(directory_import)
	importing.start(doc)
	return {"state": doc.state}


@frappe.whitelist(methods=["POST"])
def undo_import(directory_import: str) -> dict:
	"""Take an import back. Returns {kept}: how many entries stay, because somebody has changed them since."""
	return {"kept": importing.undo(_opened(directory_import))}


def _opened(name: str):
	doc = frappe.get_doc(importing.IMPORT, name, for_update=True)
	doc.check_permission("read")
	return doc
