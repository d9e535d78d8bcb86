"""A System Manager has no duty, and wants to read as a colleague who has one, without her noticing."""

import frappe
from frappe.core.doctype.user.user import generate_keys
from frappe.utils.password import get_decrypted_password

from cfm_app.api import platform
from cfm_app.exceptions import NotAllowedHere
from cfm_app.testing.factories import make_user
from cfm_app.testing.small_mechanism import SmallMechanism


class TestKeysOfColleagues(SmallMechanism):
	def setUp(self):
		super().setUp()
		self.manager = make_user("Mina Manager", "Administrator")
		frappe.get_doc("User", self.manager).add_roles("System Manager")

	def secret_of(self, user):
		return get_decrypted_password("User", user, "api_secret", raise_exception=False)

	def test_she_makes_none_for_somebody_with_a_duty_by_no_way(self):
		sent = {"doctype": "User", "name": self.focal, "api_secret": "hers"}
		with self.as_user(self.manager):
			for attempt in (
				lambda: generate_keys(self.focal),
				lambda: frappe.client.set_value("User", self.focal, "api_secret", "hers"),
				lambda: frappe.get_doc("User", self.focal).update(sent).save(),
			):
				with self.assertRaises(NotAllowedHere):
					attempt()
		self.assertIsNone(self.secret_of(self.focal))

	def test_she_reads_none_that_there_is(self):
		generate_keys(self.focal)
		with self.as_user(self.manager), self.assertRaises(frappe.PermissionError):
			platform.get_password("User", self.focal, "api_secret")

	def test_she_makes_one_for_a_program_and_keeps_looking_after_accounts(self):
		program = make_user("Programme", "Operator")
		with self.as_user(self.manager):
			self.assertEqual(generate_keys(program)["api_secret"], self.secret_of(program))
		generate_keys(self.focal)
		before = self.secret_of(self.focal)
		with self.as_user(self.manager):
			frappe.client.set_value("User", self.focal, "bio", "Speaks three languages")
		self.assertEqual(self.secret_of(self.focal), before)
		self.assertEqual(frappe.db.get_value("User", self.focal, "bio"), "Speaks three languages")
