"""Functions of the platform that touch, mark or count a confidential record without asking who may."""

import frappe
from frappe import _
from frappe.desk import like, listview, query_report
from frappe.desk.doctype.tag import tag as tags_of_the_platform
from frappe.model import document
from frappe.model.utils import user_settings as lists
from frappe.rate_limiter import rate_limit
from frappe.website.doctype.web_form import web_form as web_forms

from cfm_app.confidentiality.guards import PROTECTED
from cfm_app.confidentiality.scripts import stored_only
from cfm_app.confidentiality.traces import is_about_protected
from cfm_app.exceptions import NotAllowedHere


@frappe.whitelist(methods=["POST"])
def toggle_like(doctype: str, name: str, add: bool | str = False) -> None:
	"""Let nobody like a confidential record: the platform writes into it whoever asks."""
	_must_be_plain(doctype)
	like.toggle_like(doctype, name, add)


@frappe.whitelist(methods=["POST"])
def unlock_document(
	doctype: str | None = None, name: str | None = None, args: dict | str | None = None
) -> None:
	"""Unlock a document that is not confidential; the platform unlocks any, and tells whether it exists."""
	given = frappe.parse_json(args) or {}
	_must_be_plain(doctype or given.get("doctype"))
	document.unlock_document(doctype, name, args)


@frappe.whitelist(methods=["POST"])
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> str:
	"""Tag a document that is not confidential."""
	_must_be_plain(dt)
	return tags_of_the_platform.add_tag(tag, dt, dn, color)


@frappe.whitelist(methods=["POST"])
def add_tags(tags: list | str, dt: str, docs: list | str, color: str | None = None) -> None:
	"""Tag documents that are not confidential."""
	_must_be_plain(dt)
	tags_of_the_platform.add_tags(tags, dt, docs, color)


@frappe.whitelist(methods=["POST"])
def remove_tag(tag: str, dt: str, dn: str) -> None:
	"""Take a tag off a document that is not confidential."""
	_must_be_plain(dt)
	tags_of_the_platform.remove_tag(tag, dt, dn)


@frappe.whitelist(methods=["GET", "POST"])
def get_tagged_docs(doctype: str, tag: str) -> tuple | list:
	"""Name the documents with a tag; confidential records have none, the platform would name them to any role."""
	_must_be_plain(doctype)
	return tags_of_the_platform.get_tagged_docs(doctype, tag)


@frappe.whitelist(methods=["GET", "POST"])
def get_group_by_count(doctype: str, current_filters: list | dict | str, field: str) -> list:
	"""Count a list by a field. By assignment, the platform counts the records of everybody: the handler is a field."""
	if doctype in PROTECTED and field == "assigned_to":
		return []
	return listview.get_group_by_count(doctype, current_filters, field)


@frappe.whitelist(allow_guest=True, methods=["GET", "POST"])
@rate_limit(limit=120, seconds=60)
def get_form_data(doctype: str, docname: str | None = None, web_form_name: str | None = None) -> dict:
	"""Give a web form its questions, and no confidential record: the platform shows one to whoever took it in."""
	if docname or _finds_own_record(web_form_name):
		_must_be_plain(doctype)
	return web_forms.get_form_data(doctype, docname, web_form_name)


def _finds_own_record(web_form: str | None) -> bool:
	one_for_each = not frappe.db.get_value("Web Form", web_form, "allow_multiple")
	return one_for_each and frappe.session.user != "Guest"


@frappe.whitelist(methods=["GET", "POST"])
def run_report(
	report_name: str,
	filters: dict | list | str | None = None,
	user: str | None = None,
	ignore_prepared_report: bool | str = False,
	custom_columns: list | str | None = None,
	is_tree: bool | str = False,
	parent_field: str | None = None,
	are_default_filters: bool | str = True,
) -> dict:
	"""Build a report on confidential records anew and for who asks; the platform takes prepared ones and other names."""
	rest = (custom_columns, is_tree, parent_field, are_default_filters)
	if not is_about_protected(None, report_name):
		return query_report.run(report_name, filters, user, ignore_prepared_report, *rest)
	frappe.has_permission(frappe.get_cached_value("Report", report_name, "ref_doctype"), "report", throw=True)
	return query_report.run(report_name, filters, frappe.session.user, True, *rest)


@frappe.whitelist(methods=["POST"])
def save_user_settings(doctype: str, user_settings: dict | str) -> dict:
	"""Remember how somebody left a list, without filters on sealed words: they find nothing and would keep a name."""
	settings = frappe.parse_json(user_settings) or {}
	if doctype in PROTECTED:
		for view in settings.values():
			if isinstance(view, dict) and view.get("filters"):
				view["filters"] = stored_only(doctype, view["filters"])
	return lists.save(doctype, frappe.as_json(settings))


def _must_be_plain(doctype: str | None) -> None:
	if doctype in PROTECTED:
		frappe.throw(_("This is not possible on confidential records."), NotAllowedHere)
