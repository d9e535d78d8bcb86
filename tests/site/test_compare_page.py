"""An administrator sees what her site changed of the shipped lists, and takes single things back."""

import frappe

from cfm_app.api import desk_compare
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user


class TestCompareWithShipped(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.administrator = make_user("Ada Administrator", "Administrator")
		frappe.db.set_value("CFM Urgency", "U4", "title", "Ordinary")
		frappe.delete_doc("CFM Outcome", "ANSWERED", force=True)

	def seen(self, doctype):
		with self.as_user(self.administrator):
			return desk_compare.differences(doctype)

	def rows(self, doctype, kind):
		return [row for row in self.seen(doctype)["differences"] if row["kind"] == kind]

	def test_a_renamed_urgency_shows_both_titles(self):
		row = self.rows("CFM Urgency", "changed")[0]
		self.assertEqual((row["name"], row["label"], row["here"]), ("U4", "Title", "Ordinary"))
		self.assertEqual(row["shipped"], "Normal")

	def test_one_value_is_taken_back_and_others_stay(self):
		frappe.db.set_value("CFM Urgency", "U5", "title", "Slow")
		with self.as_user(self.administrator):
			desk_compare.take_shipped("CFM Urgency", "U4", "title")
		self.assertEqual(frappe.db.get_value("CFM Urgency", "U4", "title"), "Normal")
		self.assertEqual(frappe.db.get_value("CFM Urgency", "U5", "title"), "Slow")

	def test_a_row_that_was_deleted_is_added_again(self):
		self.assertEqual([row["name"] for row in self.rows("CFM Outcome", "missing")], ["ANSWERED"])
		with self.as_user(self.administrator):
			desk_compare.add_shipped("CFM Outcome", "ANSWERED")
		self.assertEqual(self.rows("CFM Outcome", "missing"), [])

	def test_an_operator_changes_nothing(self):
		with self.as_user(make_user("Olga Operator", "Operator")), self.assertRaises(frappe.PermissionError):
			desk_compare.take_shipped("CFM Urgency", "U4", "title")
		self.assertEqual(frappe.db.get_value("CFM Urgency", "U4", "title"), "Ordinary")

	def test_nothing_but_reference_data_is_compared(self):
		with self.as_user(self.administrator), self.assertRaises(frappe.PermissionError):
			desk_compare.differences("CFM Person")
