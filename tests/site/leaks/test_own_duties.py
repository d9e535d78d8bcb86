"""A coordinator hands out duties, but not to herself those that open the most sensitive records."""

from unittest.mock import patch

import frappe

from cfm_app.cfm_app.doctype.cfm_focal_point import cfm_focal_point
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user


class TestOwnDuties(CFMTestCase):
	def setUp(self):
		super().setUp()
		self.cora = make_user("Cora Coordinator", "Coordinator")
		self.salma = make_user("Salma Sensitive", "Sensitive Focal Point")

	def gives(self, **people):
		"""Tell whether the coordinator makes this grant of the duty Sensitive."""
		row = {"duty": "Sensitive", "level_from": 5, "level_to": 6, **people}
		with self.as_user(self.cora):
			try:
				frappe.get_doc(doctype="CFM Focal Point", **row).insert()
			except frappe.PermissionError:
				return False
		return True

	def test_she_does_not_give_herself_the_duty_sensitive_not_even_as_a_deputy(self):
		for people in ({"user": self.cora}, {"user": self.salma, "deputy": self.cora}):
			self.assertFalse(self.gives(**people), people)
		with (
			patch.object(cfm_focal_point, "NAMED_DUTIES", set()),
			patch.object(cfm_focal_point, "SENSITIVE_FROM", 7),
		):
			self.assertTrue(self.gives(user=self.cora))

	def test_she_gives_it_to_a_colleague(self):
		self.assertTrue(self.gives(user=self.salma))
