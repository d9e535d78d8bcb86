"""Collects the rows of an export as the user who asks may see them, and tells which levels they are about."""

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.desk.query_report import generate_report_result, get_reference_report, get_report_doc

from cfm_app.api.desk_titles import TITLED, title
from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.exceptions import AccessRefused
from cfm_app.rules.access import SENSITIVE_FROM, RecordFacts

# reports that show protected counts or pseudonyms, whatever they count
WITHOUT_RECORDS = {
	"Broadcast Results",
	"Half-yearly Signalling",
	"Message Delivery",
	"Partner Performance",
	"Partner Totals",
	"Referral Feedback",
	"Research View",
	"Service Gaps",
}
CODED = {"Link", "Select", "Int", "Check", "Date", "Datetime", "Rating", "Float"}
HIGHEST = 6


@dataclass(frozen=True)
class Found:
	"""Headings, rows of plain values, and the levels of the records the rows are about."""

	headings: list
	rows: list
	levels: set


def find(wanted) -> Found:
	"""Return the rows of a list or report. Raises AccessRefused when the user may not export them."""
	return _of_list(wanted) if wanted.kind == "list" else _of_report(wanted)


def as_conditions(filters: list | dict) -> list[list]:
	"""Return filters as [field, comparison, value]."""
	if isinstance(filters, dict):
		pairs = [(field, value) for field, value in filters.items() if value not in (None, "", [])]
		return [[field, *value] if _is_comparison(value) else [field, "=", value] for field, value in pairs]
	return [list(each)[:4][-3:] if len(each) > 3 else list(each) for each in filters or []]


def coded_fields(wanted) -> set[str]:
	"""Return the fields whose values are codes, dates or numbers, never a person and nothing that somebody typed."""
	doctype = wanted.source if wanted.kind == "list" else _report(wanted.source).ref_doctype
	meta = frappe.get_meta(doctype)
	fields = {
		field.fieldname for field in meta.fields if field.fieldtype in CODED and field.options != "User"
	}
	return fields | {"until", "period", "counts_as", "study"}


def asks_for_sensitive(wanted) -> bool:
	"""Tell whether the filters themselves ask for levels 5 or 6: that is refused even where none would be found."""
	wished = [each for each in as_conditions(wanted.filters) if each[0] == "level"]
	return any(
		comparison in ("=", ">=", ">", "in", "between") and max(_numbers(value)) >= SENSITIVE_FROM
		for _field, comparison, value in wished
	)


def _of_list(wanted) -> Found:
	frappe.permissions.can_export(wanted.source, raise_exception=True)
	if wanted.source not in CONFIDENTIAL:
		frappe.throw(_("This list is exported in the usual way."), AccessRefused)
	meta = frappe.get_meta(wanted.source)
	fields = [meta.get_field(name) for name in wanted.fields if _may_leave(meta.get_field(name))]
	columns = ["name", *(field.fieldname for field in fields)]
	rows = frappe.get_list(
		wanted.source,
		filters=wanted.filters,
		fields=[*columns, "access_key"],
		order_by=_order(meta, wanted.order_by),
		limit=0,
	)
	return Found(
		[_("Reference"), *(_(field.label) for field in fields)],
		[[row.name, *(_in_words(field, row[field.fieldname]) for field in fields)] for row in rows],
		{level_of(key) for key in {row.access_key for row in rows}},
	)


def _may_leave(field) -> bool:
	"""Sealed words are in no column; keys and hidden fields are nobody's business outside."""
	return bool(field) and not (field.is_virtual or field.hidden or field.report_hide) and not field.permlevel


def _order(meta, order_by: str) -> str:
	field, _space, direction = (order_by or "").replace("`", "").split(".")[-1].partition(" ")
	known = field in ("name", "creation", "modified") or meta.has_field(field)
	return f"{field} {'asc' if direction.strip() == 'asc' else 'desc'}" if known else "creation asc"


def _in_words(field, value):
	if field.fieldname in TITLED:
		return title(TITLED[field.fieldname], value)
	return _(value) if value and (field.fieldtype == "Select" or field.options == "Workflow State") else value


def _of_report(wanted) -> Found:
	report = _report(wanted.source)
	if report.name not in WITHOUT_RECORDS:
		frappe.permissions.can_export(report.ref_doctype, raise_exception=True)
	if report.report_type != "Script Report":
		frappe.throw(_("This report cannot be exported. Export its list."), AccessRefused)
	result = generate_report_result(report, wanted.filters)
	columns = [column for column in result["columns"] if not column.get("hidden")]
	return Found(
		[column.get("label") for column in columns],
		[[row.get(column["fieldname"]) for column in columns] for row in result["result"]],
		_levels_in_report(report, result),
	)


def _report(name: str):
	"""Return the report, or for a saved view of one the report behind it. Raises PermissionError."""
	return get_reference_report(get_report_doc(name))


def _levels_in_report(report, result: dict) -> set[int]:
	"""Return the levels of the records that the rows name. A report that names none must be known to hide small counts."""
	if report.name in WITHOUT_RECORDS:
		return set()
	links = [
		column
		for column in result["columns"]
		if column.get("options") in CONFIDENTIAL or column.get("fieldtype") == "Dynamic Link"
	]
	if not links:
		frappe.throw(_("This report is not made to leave as a file."), AccessRefused)
	records = {
		(
			row.get(column["options"]) if column["fieldtype"] == "Dynamic Link" else column["options"],
			row.get(column["fieldname"]),
		)
		for row in result["result"]
		for column in links
	}
	return {_level_of_record(*record) for record in records if all(record)}


def _level_of_record(doctype: str, name: str) -> int:
	return level_of(frappe.db.get_value(doctype, name, "access_key")) if doctype in CONFIDENTIAL else 0


def level_of(access_key: str | None) -> int:
	"""Return the level behind a key. What is unclassified, investigated or asked for by a person counts as the highest."""
	facts = access_keys.facts_of(access_key)
	if not facts or any(getattr(facts, flag, False) for flag in _flags()):
		return HIGHEST
	return facts.level


def _flags() -> list[str]:
	return [name for name in RecordFacts.__dataclass_fields__ if name.startswith("is_")]


def _is_comparison(value) -> bool:
	return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)


def _numbers(value) -> list[int]:
	values = value if isinstance(value, list | tuple) else str(value).split(",")
	return [int(each) for each in values if str(each).strip().isdigit()] or [0]
