"""The ground other site tests stand on: each test leaves the site as it found it."""

import frappe

from cfm_app.testing.case import CFMTestCase


def make_note(title):
	return frappe.get_doc(doctype="Note", title=title).insert()


class TestTheTestSite(CFMTestCase):
	def test_a_row_made_in_a_test_is_gone_in_the_next(self):
		self.assertFalse(frappe.db.exists("Note", {"title": "left behind"}))
		make_note("left behind")

	test_and_the_other_way_round = test_a_row_made_in_a_test_is_gone_in_the_next

	def test_a_test_starts_as_administrator_and_returns_to_the_user_before(self):
		self.assertEqual(frappe.session.user, "Administrator")
		with self.as_user("Guest"):
			self.assertEqual(frappe.session.user, "Guest")
		self.assertEqual(frappe.session.user, "Administrator")

	def test_a_refusal_is_seen_with_its_words_and_its_rows_are_undone(self):
		with self.assert_refused("not yours", frappe.ValidationError):
			make_note("half done")
			frappe.throw("This is not yours")
		self.assertFalse(frappe.db.exists("Note", {"title": "half done"}))

	def test_an_act_that_is_not_refused_fails_the_test(self):
		with self.assertRaises(AssertionError), self.assert_refused():
			make_note("allowed after all")

	def test_the_app_is_installed_here(self):
		self.assertIn("cfm_app", frappe.get_installed_apps())
