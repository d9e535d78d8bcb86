"""Settings of messages that cannot work are refused when they are saved, without asking anybody outside."""

from unittest.mock import patch

import frappe
from frappe.utils import getdate, nowdate

from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user


class TestChannelSettings(CFMTestCase):
	def save(self, **values):
		doc = frappe.get_doc("CFM Channel Settings")
		doc.update({"allowed_countries": "CO, SY", "public_base_url": "https://help.example.org", **values})
		return doc.save()

	def refusal(self, **values):
		"""Return what is said against saving these values."""
		with self.assert_refused(exception=frappe.ValidationError) as caught:
			self.save(**values)
		return str(caught.exception)

	def test_what_makes_sense_is_saved_without_a_call(self):
		with patch("socket.socket.connect", side_effect=AssertionError) as call:
			doc = self.save(
				quiet_from="21:00", quiet_to="07:00", second_base_url=" https://old.example.org/cfm "
			)
		self.assertEqual(doc.second_base_url, "https://old.example.org/cfm")
		call.assert_not_called()

	def test_the_stop_of_a_used_up_budget_is_no_field_to_fill_in(self):
		frappe.db.set_single_value("CFM Channel Settings", "budget_stopped_on", nowdate())
		self.assertEqual(getdate(self.save(budget_stopped_on=None).budget_stopped_on), getdate())
		self.assertIsNone(self.save(daily_budget=500).budget_stopped_on)
		self.assertIsNone(self.save(budget_stopped_on=nowdate()).budget_stopped_on)

	def test_a_base_address_is_https_and_has_no_slash_at_its_end(self):
		for address in (
			"http://help.example.org",
			"https://help.example.org/",
			"https://help.example.org/?a=1",
			"https://user@help.example.org",
			"help.example.org",
			"https://help.example.org#rc=3",
		):
			with self.subTest(address=address):
				self.assertIn("https://", self.refusal(public_base_url=address))

	def test_countries_are_codes(self):
		self.assertIn("SYRIA", self.refusal(allowed_countries="CO, Syria"))

	def test_quiet_hours_have_two_ends(self):
		self.assertIn("both ends", self.refusal(quiet_from="21:00", quiet_to=None))

	def test_no_limit_is_negative(self):
		self.assertIn("less than 0", self.refusal(daily_budget=-1))

	def test_coordinators_read_them_and_administrators_change_them(self):
		coordinator, administrator = (
			make_user(f"Msg {role}", role) for role in ("Coordinator", "Administrator")
		)
		for user, may_write in ((coordinator, False), (administrator, True)):
			with self.as_user(user):
				doc = frappe.get_doc("CFM Channel Settings")
				self.assertEqual((doc.has_permission("read"), doc.has_permission("write")), (True, may_write))
