"""Reads the titles of everything a record links to in one question, before the platform asks for each by itself."""

import frappe
from frappe.query_builder.terms import ParameterizedValueWrapper

from cfm_app import compat


def read_ahead(doc) -> None:
	"""Have the titles of a document's links at hand for the form that is about to be sent."""
	links = [
		(field.options, doc.get(field.fieldname))
		for field in doc.meta.get_link_fields()
		if doc.get(field.fieldname) and _shows_title(field.options)
	]
	questions = [_question(doctype, name) for doctype, name in dict.fromkeys(links)]
	if len(questions) < 2:
		return
	together = questions[0]
	for question in questions[1:]:
		together = together.union_all(question)
	for doctype, name, title in frappe.qb.from_(together).select("doctype", "name", "title").run():
		compat.remember_value(doctype, name, frappe.get_meta(doctype).title_field, title)


def _shows_title(doctype: str) -> bool:
	meta = frappe.get_meta(doctype)
	return bool(meta.show_title_field_in_link and meta.title_field)


def _question(doctype: str, name: str):
	table = frappe.qb.DocType(doctype)
	title = table[frappe.get_meta(doctype).title_field]
	return (
		frappe.qb.from_(table)
		.select(ParameterizedValueWrapper(doctype).as_("doctype"), table.name, title.as_("title"))
		.where(table.name == name)
	)
