"""Endpoints for staff who take the directory out as a file or bring one in."""

import base64
import binascii

import frappe
from frappe import _
from frappe.utils import today

from cfm_app.directory import exchange_rows, exchange_xlsx, importing
from cfm_app.exceptions import GuardRefused

COUNTS = ("state", "file_name", "new_count", "changed_count", "same_count", "refused_count")


@frappe.whitelist(methods=["POST"])
def export_directory() -> dict:
	"""Return {filename, content (base64)}: the directory as a spreadsheet, without anything of a hidden place."""
	frappe.has_permission(importing.IMPORT, "read", throw=True)
	data = exchange_xlsx.write(exchange_rows.current())
	return {"filename": f"services-{today()}.xlsx", "content": base64.b64encode(data).decode()}


@frappe.whitelist(methods=["POST"])
def look_at(filename: str, content: str) -> dict:
	"""Compare a file (base64) with the directory. Returns {name, items} and the counts; the directory stays as it is."""
	frappe.has_permission(importing.IMPORT, "read", throw=True)
	try:
		data = base64.b64decode(content, validate=True)
	except (binascii.Error, ValueError):
		frappe.throw(_("This is not a file of the directory. Export one first and fill it in."), GuardRefused)
	doc = importing.look_at(filename, data)
	return {"name": doc.name, **{field: doc.get(field) for field in COUNTS}, "items": importing.preview(doc)}


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
