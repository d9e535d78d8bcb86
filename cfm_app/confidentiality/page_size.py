"""Keeps one question about confidential records from fetching all of them: lists come in pages, however they are asked."""

from urllib.parse import unquote

import frappe
from frappe.utils import cint

from cfm_app.confidentiality.guards import PROTECTED

ARGUMENTS = ("limit_page_length", "page_length", "limit")
MOST_ROWS = 500
UNLIMITED_UNLESS_TOLD = {"frappe.desk.reportview.get", "frappe.desk.reportview.get_list"}
PATHS = ("/api/resource/", "/api/v1/resource/", "/api/v2/document/", "/api/v1/document/", "/api/document/")


def limit_rows() -> None:
	"""Before each request: no list of a confidential type has more than 500 rows, 0 and "all" included.

	Who may list them may still turn page after page; each page is a request of its own.
	"""
	if _doctype() not in PROTECTED:
		return
	for argument in ARGUMENTS:
		if argument in frappe.form_dict and not 0 < cint(frappe.form_dict[argument]) <= MOST_ROWS:
			frappe.form_dict[argument] = MOST_ROWS
	if _command() in UNLIMITED_UNLESS_TOLD and not any(name in frappe.form_dict for name in ARGUMENTS):
		frappe.form_dict["limit_page_length"] = MOST_ROWS


def _doctype() -> str | None:
	path = frappe.request.path if frappe.request else ""
	for prefix in PATHS:
		if path.startswith(prefix):
			return unquote(path.removeprefix(prefix)).strip("/").split("/")[0]
	return frappe.form_dict.get("doctype")


def _command() -> str:
	path = frappe.request.path if frappe.request else ""
	return frappe.form_dict.get("cmd") or path.rstrip("/").rpartition("/")[2]
