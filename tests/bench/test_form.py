"""Opening a complaint: the vault, the people and the access log included, against a form without any code."""

import frappe
from frappe.desk.form.load import getdoc

from cfm_app.testing.generator_viewers import user_of

VIEWER = "sees 10 %"


def open_form(doctype, name):
	frappe.local.response = frappe._dict(docs=[])
	getdoc(doctype, name)
	return frappe.local.response.docs[0].as_dict()


def test_a_complaint_opens_as_fast_as_a_bare_form(expect_within, bare_doctype):
	complaint = frappe.get_all("Complaint", {"area": "GEN-4-1", "level": 3}, pluck="name", limit=1)[0]
	record = frappe.get_all(bare_doctype, pluck="name", limit=1)[0]
	expect_within(
		"form load, vault and access log included",
		1.5,
		lambda: open_form("Complaint", complaint),
		lambda: open_form(bare_doctype, record),
		user_of(VIEWER),
	)


def test_what_was_measured_is_the_whole_form(filled_site):
	complaint = frappe.get_all("Complaint", {"area": "GEN-4-1", "level": 3}, pluck="name", limit=1)[0]
	frappe.local.cfm_views_logged = None
	frappe.set_user(user_of(VIEWER))
	before = frappe.db.count("CFM Access Log", {"record": complaint})
	shown = open_form("Complaint", complaint)
	assert len(shown.narrative) > 30
	assert frappe.db.count("CFM Access Log", {"record": complaint}) == before + 1
