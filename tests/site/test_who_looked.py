"""Aziz audits who looked at what, and why. He sees nothing of what is about himself."""

import frappe

from cfm_app.api import desk_page
from cfm_app.cfm_app.report.who_looked_at_what.who_looked_at_what import execute
from cfm_app.confidentiality import persons, record_access
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism

LOG = "CFM Access Log"
WHY = "She asked us to call her back."


class TestWhoLooked(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.auditor = make_user("Aziz Auditor", "Auditor")
		cls.coordinator = make_user("Carla Coordinator", "Coordinator")
		make_grant(cls.auditor, "Audit")
		make_grant(cls.coordinator, "Supervise")

	def setUp(self):
		super().setUp()
		frappe.db.delete(LOG)
		self.doc = self.take()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", self.doc.name)
			doc.as_dict()
			persons.reveal(doc, WHY)

	def report(self, user=None, **filters):
		with self.as_user(user or self.auditor):
			return execute(filters)[1]

	def test_the_auditor_reads_who_when_what_and_why(self):
		rows = self.report(user=None, record=self.doc.name)
		self.assertEqual(
			[(row["user"], row["action"], row["reason"]) for row in rows][:2],
			[
				(self.focal, "reveal", WHY),
				(self.focal, "view", ""),
			],
		)
		self.assertNotIn("sealed_reason", rows[0])

	def test_filters_leave_the_other_rows_out(self):
		self.assertEqual({row["action"] for row in self.report(action="reveal")}, {"reveal"})
		self.assertEqual(self.report(**{"record": "C-OTHER-AAAAA"}), [])
		self.assertEqual(self.report(from_date="2020-01-01", to_date="2020-12-31"), [])

	def test_who_is_no_auditor_runs_no_such_report(self):
		for user in (self.focal, self.coordinator, self.stranger):
			with self.assert_refused():
				self.report(user)

	def test_an_auditor_sees_no_row_about_a_complaint_about_himself(self):
		self.assertTrue(self.report(record=self.doc.name))
		record_access.lock_out(frappe.get_doc("Complaint", self.doc.name), {self.auditor})
		self.assertEqual(self.report(record=self.doc.name), [])
		[name] = frappe.get_all(LOG, {"record": self.doc.name, "action": "reveal"}, pluck="name")
		with self.as_user(self.auditor):
			self.assertEqual(frappe.get_list(LOG, {"record": self.doc.name}), [])
			row = frappe.get_doc(LOG, name)
			self.assertFalse(row.has_permission("read"))
			self.assertIsNone(row.reason)
		second = make_user("Second Auditor", "Auditor")
		self.assertTrue(self.report(second, record=self.doc.name))

	def test_who_answers_for_a_complaint_sees_in_its_form_who_looked(self):
		with self.as_user(self.coordinator):
			looks = desk_page.of(frappe.get_doc("Complaint", self.doc.name))["looks"]
		self.assertIn(("Farid Focal", "reveal"), [(look["by_name"], look["action"]) for look in looks])
		with self.as_user(self.focal):
			self.assertIsNone(desk_page.of(frappe.get_doc("Complaint", self.doc.name))["looks"])
