"""Endpoints for staff: sealed files of a record, in and out."""

from werkzeug.wrappers import Response

import frappe
from frappe import _

from cfm_app.api.desk_request import open_in_full
from cfm_app.confidentiality import files
from cfm_app.handling import timeline
from cfm_app.rules.uploads import Refusal

RECORDS = ("Complaint", "CFM Interaction", "CFM Investigation")
NEVER_STORED = {
	"Cache-Control": "no-store, private",
	"X-Content-Type-Options": "nosniff",
	"Content-Security-Policy": "sandbox; default-src 'none'",
	"Referrer-Policy": "no-referrer",
}


@frappe.whitelist(methods=["POST"])
def add_file(record_type: str, name: str) -> dict:
	"""Seal the file that comes with this request (multipart, field `file`). Returns {file}."""
	record = open_in_full(_known(record_type), name)
	sent = frappe.request.files.get("file")
	if not sent:
		frappe.throw(_("Choose a file first."))
	checked = files.check(sent.stream.read(), sent.filename or "")
	if isinstance(checked, Refusal):
		frappe.throw(sentence(checked.code))
	stored = files.add(record.doctype, record.name, checked)
	timeline.write(record, "file added", detail=checked.mime)
	return {"file": stored}


@frappe.whitelist(methods=["GET"])
def open_file(record_type: str, name: str, file: str) -> Response:
	"""Stream one file of a record to who may read it; each opening is logged, nothing is kept by the browser."""
	record = open_in_full(_known(record_type), name)
	data, about = files.open_for(record, file)
	response = Response(data, mimetype=about["mime"], headers=NEVER_STORED)
	extension = about["extension"].lstrip(".")
	response.headers.set(
		"Content-Disposition", "attachment", filename=f"{record.name}-{file[:4]}.{extension}"
	)
	return response


def sentence(code: str) -> str:
	"""Return why a file cannot be taken, in plain words."""
	return {
		"empty": _("The file is empty."),
		"too_large": _("The file is too big."),
		"active_content": _("This PDF holds programs or other files. Ask for a plain copy of it."),
	}.get(code, _("This kind of file cannot be taken. Photos, voice notes and PDF files can."))


def _known(record_type: str) -> str:
	if record_type not in RECORDS:
		frappe.throw(_("There is no such record, or you may not open it."), frappe.PermissionError)
	return record_type
