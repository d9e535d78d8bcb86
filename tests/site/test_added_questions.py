"""An administrator adds a confidential question to the complaint form without code: it is asked, sealed, and shown to few."""

import frappe

from cfm_app.api import desk_complaint
from cfm_app.confidentiality.customising import OPEN_TYPES, SEALED_TYPES, guard_custom_field
from cfm_app.confidentiality.guards import CONFIDENTIAL
from cfm_app.exceptions import NotAllowedHere
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user

NICKNAME = "custom_what_is_he_called"
SECRET = "The tattooed man from the third tent"


class TestAddedQuestions(CFMTestCase):
	"""A new field ends the transaction, so it is made and taken away around the whole class."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		field = {"doctype": "Custom Field", "dt": "Complaint", "fieldname": "custom_feared_person"}
		cls.addClassCleanup(cls.take_away)
		frappe.get_doc({**field, "label": "Whom do they fear?", "fieldtype": "Small Text"}).insert()
		cls.add_in_customize_form({"label": "What is he called?", "fieldtype": "Data"})
		frappe.db.commit()
		cls.handler = make_user("Farid Focal", "Focal Point")
		cls.analyst = make_user("Ana Analyst", "Analyst")
		make_grant(cls.handler, "Handle")
		make_grant(cls.handler, "Intake")
		make_grant(cls.analyst, "Analyse")
		make_rule(level_to=4)

	@classmethod
	def take_away(cls):
		frappe.set_user("Administrator")
		frappe.db.rollback()
		for field in ("custom_feared_person", NICKNAME):
			frappe.delete_doc_if_exists("Custom Field", f"Complaint-{field}")
		frappe.db.commit()

	@classmethod
	def add_in_customize_form(cls, field):
		form = cls.customize_form()
		form.append("fields", {**field, "is_custom_field": 1})
		form.save_customization()

	@staticmethod
	def customize_form():
		form = frappe.get_doc("Customize Form")
		form.doc_type = "Complaint"
		form.fetch_to_customize()
		return form

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
		question = next(
			asked for asked in self.added(self.handler) if asked["field"] == "custom_feared_person"
		)
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

	def test_a_question_added_in_customize_form_is_sealed_the_same_way(self):
		with self.as_user(self.handler):
			desk_complaint.write_section(self.name, NICKNAME, "Abu Tattoo")
		self.assertIn("Abu Tattoo", [question["text"] for question in self.added(self.handler)])
		self.assertNotIn(NICKNAME, frappe.db.get_table_columns("Complaint"))

	def test_each_kind_of_text_is_sealed_on_every_confidential_type_whatever_the_sender_says(self):
		for doctype in CONFIDENTIAL:
			for fieldtype in SEALED_TYPES:
				field = self.field(doctype, fieldtype, is_virtual=0, in_global_search=1)
				guard_custom_field(field)
				self.assertEqual(
					(field.is_virtual, field.options, field.in_global_search),
					(1, "doc.sealed('custom_new')", 0),
				)

	def test_what_could_carry_words_or_files_and_cannot_be_sealed_is_refused_with_a_reason(self):
		everything = frappe.get_meta("Custom Field").get_field("fieldtype").options.splitlines()
		layout = {"Section Break", "Column Break", "Tab Break", "Heading", "HTML"}
		refused = set(everything) - SEALED_TYPES - OPEN_TYPES - layout - {"Fold", ""}
		self.assertTrue(
			{"Text Editor", "Code", "JSON", "Attach", "Signature", "Geolocation", "Password"} <= refused
		)
		for fieldtype in sorted(refused):
			with self.assert_refused("text, numbers, dates, choices and links", NotAllowedHere):
				guard_custom_field(self.field("Complaint", fieldtype))

	def test_the_administrator_is_told_which_answers_lie_open(self):
		frappe.local.message_log = []
		for fieldtype in sorted(OPEN_TYPES):
			guard_custom_field(self.field("Complaint", fieldtype))
			self.assertIn("lie open in the database", frappe.local.message_log.pop()["message"], fieldtype)

	def test_a_sealed_question_stays_sealed(self):
		field = frappe.get_doc("Custom Field", "Complaint-custom_feared_person")
		field.update({"fieldtype": "Select", "options": "one\ntwo", "is_virtual": 0})
		with self.assert_refused("stays sealed", NotAllowedHere):
			guard_custom_field(field)

	def test_customize_form_cannot_open_what_is_sealed(self):
		form = self.customize_form()
		row = next(field for field in form.fields if field.fieldname == NICKNAME)
		row.update({"is_virtual": 0, "options": "", "description": "As others call him"})
		form.update_in_custom_field(row, 1)
		kept = frappe.db.get_value(
			"Custom Field", f"Complaint-{NICKNAME}", ["is_virtual", "options", "description"]
		)
		self.assertEqual(kept, (1, f"doc.sealed('{NICKNAME}')", "As others call him"))
		row.update({"fieldtype": "Select", "options": "one\ntwo"})
		with self.assert_refused("stays sealed", NotAllowedHere):
			form.update_in_custom_field(row, 1)

	def field(self, doctype, fieldtype, **values):
		return frappe.new_doc(
			"Custom Field", dt=doctype, fieldname="custom_new", label="New", fieldtype=fieldtype, **values
		)
