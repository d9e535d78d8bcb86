"""The platform's own ways to files: closed for confidential types, and without formulas for every type of the app."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.core.doctype.data_export import exporter as data_export
from frappe.core.doctype.data_import import data_import
from frappe.desk import query_report, reportview
from frappe.utils import print_format

from cfm_app.confidentiality import plain_files
from cfm_app.confidentiality.export_rows import WITHOUT_RECORDS
from cfm_app.confidentiality.guards import PROTECTED
from cfm_app.exceptions import NotAllowedHere


@frappe.whitelist(methods=["GET", "POST"])
def export_list() -> None:
	"""Export a list or a built report of a type that is not confidential; arguments: frappe.desk.reportview."""
	doctype = frappe.form_dict.get("doctype")
	_must_be_plain(doctype)
	_without_formulas(doctype, reportview.export_query)


@frappe.whitelist(methods=["GET", "POST"])
def export_report() -> None:
	"""Export a report on a type that is not confidential; arguments: frappe.desk.query_report."""
	report = frappe.form_dict.get("report_name")
	doctype = frappe.db.get_value("Report", report, "ref_doctype")
	_must_be_plain("Complaint" if report in WITHOUT_RECORDS else doctype)
	_without_formulas(doctype, query_report.export_query)


@frappe.whitelist(methods=["GET", "POST"])
def export_data(
	doctype: str | list | None = None,
	parent_doctype: str | None = None,
	all_doctypes: bool | str = True,
	with_data: bool | str = False,
	select_columns: str | dict | None = None,
	file_type: str = "CSV",
	template: bool | str = False,
	filters: str | dict | list | None = None,
	export_without_column_meta: bool | str = False,
) -> None:
	"""Export data of a type that is not confidential; arguments: the platform's Data Export."""
	arguments = dict(locals())
	names = frappe.parse_json(doctype) if isinstance(doctype, str) and doctype.startswith("[") else doctype
	first = names[0] if isinstance(names, list) else names
	_must_be_plain(first)
	_must_be_plain(parent_doctype)
	_without_formulas(first, data_export.export_data, **arguments)


@frappe.whitelist(methods=["GET", "POST"])
def import_template(
	doctype: str,
	export_fields: str | dict | None = None,
	export_records: str | None = None,
	export_filters: str | dict | list | None = None,
	file_type: str = "CSV",
) -> None:
	"""Hand out an import template of a type that is not confidential; arguments: the platform's Data Import."""
	arguments = dict(locals())
	_must_be_plain(doctype)
	frappe.has_permission(doctype, "read", throw=True)
	_without_formulas(doctype, data_import.download_template, **arguments)


@frappe.whitelist(methods=["GET", "POST"])
def print_many(
	doctype: str | dict,
	name: str | list,
	format: str | None = None,
	no_letterhead: bool | str = False,
	letterhead: str | None = None,
	options: str | None = None,
) -> None:
	"""Print several records of a type that is not confidential into one file; arguments: the platform's own."""
	arguments = dict(locals())
	_must_be_plain_to_print(doctype)
	print_format.download_multi_pdf(**arguments)


@frappe.whitelist(methods=["GET", "POST"])
def print_many_later(
	doctype: str | dict,
	name: str | list,
	format: str | None = None,
	no_letterhead: bool | str = False,
	letterhead: str | None = None,
	options: str | None = None,
) -> dict:
	"""The same in the background. Returns {task_id}."""
	arguments = dict(locals())
	_must_be_plain_to_print(doctype)
	return print_format.download_multi_pdf_async(**arguments)


def _must_be_plain_to_print(doctype: str | dict) -> None:
	given = frappe.parse_json(doctype) if isinstance(doctype, str) and doctype.startswith("{") else doctype
	for each in given if isinstance(given, dict) else [given]:
		_must_be_plain(each)


def _must_be_plain(doctype: str | None) -> None:
	if doctype in PROTECTED:
		frappe.throw(
			_(
				"Confidential records leave through “Export locked file” in their list or report, one print at a time."
			),
			NotAllowedHere,
			title=_("Confidential"),
		)


def _without_formulas(doctype: str, export: Callable, /, **arguments) -> None:
	export(**arguments)
	if plain_files.is_ours(doctype):
		plain_files.make_safe(frappe.response)
