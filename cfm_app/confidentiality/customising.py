"""Refuses what an administrator could change without code and would open a way past the access rule."""

import re

import frappe
from frappe import _

from cfm_app.confidentiality.export_rows import WITHOUT_RECORDS
from cfm_app.confidentiality.guards import CONFIDENTIAL, LINKING_TYPES, PROTECTED, VAULT, refuse

SEALED_TYPES = {"Data", "Small Text", "Text", "Long Text", "Phone"}
# what an administrator may add to a confidential type besides text; anything else could carry words or files
PLAIN_TYPES = {
	"Check",
	"Select",
	"Date",
	"Datetime",
	"Time",
	"Duration",
	"Int",
	"Float",
	"Percent",
	"Currency",
	"Rating",
	"Link",
	"Section Break",
	"Column Break",
	"Tab Break",
	"Heading",
	"HTML",
}
OPEN_TYPES = PLAIN_TYPES - {"Section Break", "Column Break", "Tab Break", "Heading", "HTML"}
# Frappe writes "assigned_to" itself and shows every record with these coordinates on a map
TAKEN_NAMES = {"assigned_to", "latitude", "longitude", "location", "access_key"}
# how a form looks; everything else about a confidential type (titles, search, tracking, links) stays as it is
LOOKS = {
	"allow_in_quick_entry",
	"bold",
	"collapsible",
	"collapsible_depends_on",
	"columns",
	"default",
	"default_print_format",
	"default_view",
	"depends_on",
	"description",
	"field_order",
	"hidden",
	"hide_border",
	"hide_days",
	"hide_seconds",
	"idx",
	"in_list_view",
	"in_standard_filter",
	"insert_after",
	"label",
	"length",
	"link_filters",
	"mandatory_depends_on",
	"no_copy",
	"non_negative",
	"permlevel",
	"placeholder",
	"precision",
	"print_hide",
	"print_hide_if_no_value",
	"print_width",
	"quick_entry",
	"read_only",
	"read_only_depends_on",
	"report_hide",
	"reqd",
	"sort_field",
	"sort_order",
	"translatable",
	"width",
}
# what logs somebody in: whoever reads it reads on as her
OPENS_ACCOUNTS = (
	"Sessions",
	"Email Queue",
	"OAuth Authorization Code",
	"OAuth Bearer Token",
	"Token Cache",
)
HELD_BY_THE_DATABASE = r"__Auth|processlist|innodb_trx|events_statements\w*"
FORBIDDEN_RIGHTS = ("share", "delete", "if_owner", "import", "email")


def guard_custom_field(doc, _method=None) -> None:
	"""Custom Field: text on a confidential type is sealed; nothing may link to or fetch from one."""
	target = doc.options if doc.fieldtype in LINKING_TYPES else None
	if target in PROTECTED or _fetches_secrets(doc.dt, doc.fetch_from):
		_refuse_link()
	if doc.dt in VAULT:
		refuse(_("The vault takes no further fields."))
	if doc.dt in CONFIDENTIAL:
		_guard_added_field(doc)


def guard_doctype(doc, _method=None) -> None:
	"""DocType: a type made in Desk may not link to a confidential one, nor fetch from one."""
	if not doc.custom:
		return
	links = {field.fieldname: field for field in doc.fields if field.fieldtype in LINKING_TYPES}
	fetched = {links.get(_link_of(field.fetch_from)) for field in doc.fields if field.fetch_from} - {None}
	if any(field.options in PROTECTED for field in links.values()) or any(map(_shows_any_type, fetched)):
		_refuse_link()


def guard_property_setter(doc, _method=None) -> None:
	"""Property Setter, also by Customize Form: a confidential type changes its looks only; no field fetches from one."""
	changes_values = doc.property == "options" and _fieldtype(doc) == "Select"
	if doc.doc_type in VAULT or (
		doc.doc_type in CONFIDENTIAL and doc.property not in LOOKS and not changes_values
	):
		refuse(_("This setting of a confidential type cannot be changed: it would show what the form hides."))
	if doc.property == "fetch_from" and _fetches_secrets(doc.doc_type, doc.value):
		_refuse_link()
	if doc.property == "options" and doc.value in PROTECTED:
		_refuse_link()


def guard_permission(doc, _method=None) -> None:
	"""Custom DocPerm: no role gets a right on the vault, nor one that widens who sees a confidential record."""
	refuse_right(doc.parent, [right for right in FORBIDDEN_RIGHTS if doc.get(right)])


def refuse_right(doctype: str, rights: list[str]) -> None:
	"""Throw when these rights may not be granted on this type."""
	if doctype in VAULT:
		refuse(_("The vault is open to no role."))
	if doctype in CONFIDENTIAL and set(rights) & set(FORBIDDEN_RIGHTS):
		refuse(_("Confidential records are not shared, deleted, imported, mailed or kept by who made them."))


def guard_global_search(doc, _method=None) -> None:
	"""Global Search Settings: confidential types are not searched; the platform asks nobody's permission there."""
	if any(row.document_type in PROTECTED for row in doc.allowed_in_global_search):
		refuse(_("Confidential types cannot be part of the global search."))


def guard_report(doc, _method=None) -> None:
	"""Report: no raw SQL and no script of the site's own over confidential tables, whatever type it is filed under."""
	own_code = doc.report_type == "Query Report" or (
		doc.report_type == "Script Report" and doc.is_standard != "Yes"
	)
	if own_code and (doc.ref_doctype in PROTECTED or names_protected(doc)):
		refuse(_("Reports in SQL or script would ignore who may see what. Use the report builder."))


def names_protected(report) -> bool:
	"""Tell whether the code of a report names a confidential type, or a table of what logs people in."""
	code = " ".join(filter(None, (report.query, report.report_script, report.json)))
	tables = "|".join(re.escape(name) for name in (*PROTECTED, *OPENS_ACCOUNTS))
	return bool(re.search(rf"(tab|[\"'`])({tables})\b|\b({HELD_BY_THE_DATABASE})\b", code, re.IGNORECASE))


def guard_auto_email_report(doc, _method=None) -> None:
	"""Auto Email Report: rows of confidential records are not mailed; numbers that hide small counts may be, to oneself."""
	if frappe.db.get_value("Report", doc.report, "ref_doctype") not in PROTECTED:
		return
	mailed_to = set((doc.email_to or "").replace(",", " ").split())
	own = {frappe.session.user, frappe.db.get_value("User", frappe.session.user, "email")}
	if doc.report not in WITHOUT_RECORDS or doc.user != frappe.session.user or mailed_to - own:
		refuse(
			_(
				"Confidential records are not mailed. Export them in the desk, where files are locked and logged."
			)
		)


def _guard_added_field(doc) -> None:
	if doc.fieldname in TAKEN_NAMES or doc.fieldtype not in SEALED_TYPES | PLAIN_TYPES:
		refuse(
			_("A confidential type takes text, numbers, dates, choices and links, and no files or tables.")
		)
	_keep_sealed_or_open(doc)
	if doc.fieldtype in SEALED_TYPES:
		doc.is_virtual = doc.no_copy = 1
		doc.options = f"doc.sealed('{doc.fieldname}')"
	for shown_elsewhere in ("in_global_search", "in_preview", "ignore_user_permissions"):
		doc.set(shown_elsewhere, 0)


def _keep_sealed_or_open(doc) -> None:
	"""Refuse a change that would leave sealed answers unreadable or open ones in the table; say what lies open."""
	before = None if doc.is_new() else frappe.db.get_value("Custom Field", doc.name, "fieldtype")
	if before and (before in SEALED_TYPES) != (doc.fieldtype in SEALED_TYPES):
		refuse(_("A sealed question stays sealed and an open one open. Add a new question instead."))
	if not before and doc.fieldtype in OPEN_TYPES:
		frappe.msgprint(
			_("Answers to {0} lie open in the database. Offer choices that name nobody.").format(doc.label),
			indicator="orange",
			alert=True,
		)


def _fetches_secrets(doctype: str, fetch_from: str | None) -> bool:
	source = fetch_from and frappe.get_meta(doctype).get_field(_link_of(fetch_from))
	return bool(source) and (source.options in PROTECTED or _shows_any_type(source))


def _shows_any_type(field) -> bool:
	return field.options in PROTECTED or field.fieldtype == "Dynamic Link"


def _link_of(fetch_from: str | None) -> str:
	return (fetch_from or "").split(".")[0]


def _fieldtype(doc) -> str | None:
	field = frappe.get_meta(doc.doc_type).get_field(doc.field_name) if doc.field_name else None
	return field and field.fieldtype


def _refuse_link() -> None:
	refuse(_("A field cannot link to or fetch from a confidential type: it would show what the form hides."))
