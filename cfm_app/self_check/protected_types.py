"""What an administrator or another app may have hung on confidential types: rights, fields, reports, leftovers."""

import frappe
from frappe.query_builder.functions import Count

from cfm_app.confidentiality.customising import names_protected
from cfm_app.confidentiality.guards import CONFIDENTIAL, LINKING_TYPES, PROTECTED, VAULT

LEFTOVERS = {
	"Comment": "reference_doctype",
	"DocShare": "share_doctype",
	"Tag Link": "document_type",
	"Document Follow": "ref_doctype",
	"Document Share Key": "reference_doctype",
	"Discussion Topic": "reference_doctype",
	"Version": "ref_doctype",
	"File": "attached_to_doctype",
	"Deleted Document": "deleted_doctype",
	"__global_search": "doctype",
}
MUST_BE_OFF = (
	"track_changes",
	"show_title_field_in_link",
	"allow_import",
	"allow_rename",
	"index_web_pages_for_search",
)
GIVES_TOO_MUCH = ("share", "if_owner", "delete", "submit", "cancel", "amend", "import")
OUTGOING = {
	"Webhook": "webhook_doctype",
	"Auto Repeat": "reference_doctype",
	"Assignment Rule": "document_type",
	"Client Script": "dt",
	"Server Script": "reference_doctype",
}


def facts() -> dict:
	"""Return what stands on protected types of this site, as fields of rules/self_check.SiteFacts."""
	return {
		"changed_permissions": tuple(_changed_permissions()),
		"changed_types": tuple(_changed_types()),
		"leftovers": leftovers(),
		"linking_fields": tuple(_linking_fields()),
		"raw_reports": tuple(_raw_reports()),
		"outgoing_hooks": tuple(_outgoing_hooks()),
	}


def leftovers() -> dict[str, int]:
	"""Return {DocType of the platform: number of rows that point at protected records}, rows only."""
	return {table: rows for table, column in LEFTOVERS.items() if (rows := _rows(table, column))}


def _rows(table: str, column: str) -> int:
	source = frappe.qb.Table(table) if table.startswith("__") else frappe.qb.DocType(table)
	query = frappe.qb.from_(source).select(Count("*")).where(source[column].isin(list(PROTECTED)))
	return query.run()[0][0]


def _changed_permissions() -> list[str]:
	rows = frappe.get_all(
		"Custom DocPerm", {"parent": ["in", list(PROTECTED)]}, ["parent", "role", *GIVES_TOO_MUCH]
	)
	return sorted(
		f"{row.parent}: {row.role}"
		for row in rows
		if row.parent in VAULT or any(row.get(right) for right in GIVES_TOO_MUCH)
	)


def _changed_types() -> list[str]:
	found = []
	for doctype in CONFIDENTIAL:
		meta = frappe.get_meta(doctype)
		found += [f"{doctype}: {switch}" for switch in MUST_BE_OFF if meta.get(switch)]
		found += [f"{doctype}: {field.fieldname}" for field in meta.fields if _tells_too_much(field)]
	return found


def _tells_too_much(field) -> bool:
	return bool(field.in_global_search or field.fetch_from or field.fieldtype in frappe.model.table_fields)


def _linking_fields() -> list[str]:
	filters = {"fieldtype": ["in", list(LINKING_TYPES)], "options": ["in", list(PROTECTED)]}
	added = frappe.get_all("Custom Field", filters, ["dt", "fieldname"])
	made = frappe.get_all("DocField", {**filters, "parenttype": "DocType"}, ["parent", "fieldname"])
	own = set(frappe.get_all("DocType", {"custom": 1}, pluck="name"))
	return sorted(
		[f"{row.dt}.{row.fieldname}" for row in added]
		+ [f"{row.parent}.{row.fieldname}" for row in made if row.parent in own]
	)


def _raw_reports() -> list[str]:
	reports = frappe.get_all(
		"Report",
		{"report_type": "Query Report"},
		["name", "ref_doctype", "query", "report_script", "json"],
		limit_page_length=0,
	)
	return sorted(row.name for row in reports if row.ref_doctype in PROTECTED or names_protected(row))


def _outgoing_hooks() -> list[str]:
	found = []
	for doctype, column in OUTGOING.items():
		rows = frappe.get_all(doctype, {column: ["in", list(PROTECTED)]}, pluck="name")
		found += [f"{doctype} {name}" for name in rows]
	return found
