"""The coordinator's chart says in words what is open, and counts what she may see."""

import frappe

from cfm_app.cfm_app.dashboard_chart_source.open_complaints_by_category import open_complaints_by_category
from cfm_app.testing.small_mechanism import SmallMechanism


class TestChartOfOpenComplaints(SmallMechanism):
	def shown(self, user):
		with self.as_user(user):
			found = open_complaints_by_category.get()
		return dict(zip(found["labels"], found["datasets"][0]["values"], strict=True))

	def test_categories_stand_in_words_with_the_largest_first(self):
		self.take()
		self.take()
		self.take(category="INFO")
		titles = [frappe.db.get_value("CFM Category", code, "title") for code in ("QUANT", "INFO")]
		self.assertEqual(list(self.shown(self.focal).items()), [(titles[0], 2), (titles[1], 1)])

	def test_what_is_closed_and_what_she_may_not_see_does_not_count(self):
		self.take().db_set("closed_on", frappe.utils.now_datetime())
		self.take(sensitivity="SEAH")
		self.assertEqual(self.shown(self.focal), {})
		self.take()
		self.assertEqual(self.shown(self.stranger), {})

	def test_who_reads_no_complaints_gets_no_chart(self):
		with self.as_user("Guest"), self.assertRaises(frappe.PermissionError):
			open_complaints_by_category.get()
