"""Lists, counts and pages as people with little to see get them, against the same as Administrator."""

import pytest

import frappe
from frappe.desk import reportview

from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.viewers import viewer as viewer_of
from cfm_app.rules.access import SUMMARY, depth
from cfm_app.testing.generator_viewers import VIEWERS, user_of

PAGE = 20
FAR = 5000
UP_TO_A_TENTH = ("sees 10 %", "sees 1 %", "sees 100 old rows", "sees one project")


def show_list(start=0):
	fields = [field.fieldname for field in frappe.get_meta("Complaint").fields if field.in_list_view]
	fields = [
		"name",
		"owner",
		"creation",
		"modified",
		"modified_by",
		"docstatus",
		"_assign",
		"_comments",
		*fields,
	]
	return frappe.get_list("Complaint", fields, order_by="modified desc", start=start, limit=PAGE)


def count_all():
	frappe.local.form_dict = frappe._dict(doctype="Complaint", fields="[]", filters="[]")
	return reportview.get_count()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_list_is_there_as_fast_for_who_sees_little(expect_within, viewer):
	expect_within(f"list of 20, {viewer}", 2.5, show_list, show_list, user_of(viewer), "Administrator")


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_count_takes_no_longer_for_who_sees_little(expect_within, viewer):
	expect_within(f"full count, {viewer}", 1.5, count_all, count_all, user_of(viewer), "Administrator")


@pytest.mark.parametrize("viewer", UP_TO_A_TENTH)
def test_a_far_page_is_near(expect_within, viewer):
	expect_within(
		f"page at offset {FAR}, {viewer}",
		3,
		lambda: show_list(FAR),
		lambda: show_list(FAR),
		user_of(viewer),
		"Administrator",
	)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_was_measured_is_what_the_rule_says(filled_site, viewer):
	rows = frappe.get_all("Complaint", ["access_key", "count(name) as number"], group_by="access_key")
	person = viewer_of(user_of(viewer))
	by_rule = sum(row.number for row in rows if depth(facts_of(row.access_key), person) >= SUMMARY)
	frappe.set_user(user_of(viewer))
	assert count_all() == by_rule > 0
