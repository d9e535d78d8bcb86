"""The people of a mechanism in which somebody may stand too near to a complaint."""

import frappe

from cfm_app.confidentiality.permissions import has_permission, record_depth
from cfm_app.handling import alerts, routing
from cfm_app.rules.access import NONE
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_complaint, make_grant, make_rule, make_user


class ConflictCase(CFMTestCase):
	"""Olga takes complaints; Adam, whose line is Lena, Hana and the director Dana, handles them, and so does Zahra."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.operator = make_user("Olga Operator", "Operator")
		cls.director = make_user("Dana Director", "Coordinator")
		cls.head = make_user("Hana Head", "Focal Point", line_manager=cls.director)
		cls.lead = make_user("Lena Lead", "Focal Point", line_manager=cls.head)
		cls.adam = make_user("Adam Accused", "Focal Point", line_manager=cls.lead)
		cls.zahra = make_user("Zahra Zealous", "Focal Point")
		make_grant(cls.operator, "Intake")
		make_grant(cls.director, "Supervise")
		for user in (cls.head, cls.lead, cls.adam, cls.zahra):
			make_grant(user, "Handle")
		make_rule(level_to=4, assign_user=cls.adam)

	def take(self, people=None, **facts):
		with self.as_user(self.operator):
			return make_complaint(people=people, **facts)

	def about(self, user):
		return [{"role": "subject of complaint", "staff": user}]

	def decide(self, **values):
		"""An administrator changes the settings, until the test ends."""
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")
		frappe.get_doc("CFM Settings").update(values).save()

	def assert_gone(self, doc, *users):
		"""Not opened, not listed, not counted, not assignable, not told."""
		for user in users:
			fresh = frappe.get_doc(doc.doctype, doc.name)
			self.assertEqual(record_depth(fresh, user), NONE, user)
			with self.as_user(user):
				self.assertEqual(frappe.get_list(doc.doctype, {"name": doc.name}), [], user)
				self.assertFalse(has_permission(fresh, "read", user))
			self.assertNotIn(user, alerts.audience([user], fresh), user)
			if doc.doctype == "Complaint":
				self.assertFalse(routing.may_handle(fresh, user), user)
