"""An administrator adds a confidential question to the complaint form without code: it is asked, sealed, and shown to few."""

import frappe

from cfm_app.api import desk_complaint
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user

SECRET = "The tattooed man from the third tent"


class TestAddedQuestions(CFMTestCase):
	"""A new field ends the transaction, so it is made and taken away around the whole class."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		field = {"doctype": "Custom Field", "dt": "Complaint", "fieldname": "custom_feared_person"}
		frappe.get_doc({**field, "label": "Whom do they fear?", "fieldtype": "Small Text"}).insert()
		frappe.db.commit()
		cls.handler = make_user("Farid Focal", "Focal Point")
		cls.analyst = make_user("Ana Analyst", "Analyst")
		make_grant(cls.handler, "Handle")
		make_grant(cls.handler, "Intake")
		make_grant(cls.analyst, "Analyse")
		make_rule(level_to=4)

	@classmethod
	def tearDownClass(cls):
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.delete_doc("Custom Field", "Complaint-custom_feared_person")
		frappe.db.commit()
		super().tearDownClass()

	def setUp(self):
		super().setUp()
		with self.as_user(self.handler):
			self.name = make_complaint().name

	def added(self, user):
		with self.as_user(user):
			return desk_complaint.complaint_page(self.name).get("added")

	def test_the_answer_is_written_sealed_and_read_by_who_may(self):
		with self.as_user(self.handler):
			desk_complaint.write_section(self.name, "custom_feared_person", SECRET)
		[question] = self.added(self.handler)
		self.assertEqual((question["label"], question["text"]), ("Whom do they fear?", SECRET))
		self.assertNotIn("custom_feared_person", frappe.db.get_table_columns("Complaint"))
		sealed = frappe.get_all(
			"CFM Sealed Content", {"record": self.name, "field": "custom_feared_person"}, pluck="sealed"
		)
		self.assertEqual(len(sealed), 1)
		self.assertNotIn("tattooed", sealed[0])

	def test_who_only_counts_sees_neither_question_nor_answer(self):
		self.assertIsNone(self.added(self.analyst))
		with self.as_user(self.analyst):
			self.assertFalse(frappe.get_doc("Complaint", self.name).as_dict().get("custom_feared_person"))
