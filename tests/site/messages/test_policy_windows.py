"""The hours in which free words may go, and that what is blocked or delayed costs no call."""

from datetime import datetime

import frappe

from cfm_app.integrations.engine import policy
from cfm_app.testing.outbox_case import MESSAGE, OutboxCase
from cfm_app.testing.policy_case import ALLOWED, PolicyCase


class TestWhatsAppWindow(PolicyCase):
	kind, abilities = "WhatsApp", {"window_hours": 24, "templates": True}

	def test_free_words_go_for_almost_a_day_after_the_person_wrote(self):
		self.wrote(hours=23, minutes=50)
		self.assertEqual(self.verdict(), ALLOWED)

	def test_after_that_only_what_the_provider_has_approved(self):
		self.wrote(hours=24, minutes=10)
		self.assertEqual(self.verdict(), "window_closed")
		frappe.db.set_value(
			"CFM Message Template", self.template, {"content_sid": "HX1", "approval_state": "pending"}
		)
		self.assertEqual(self.verdict(), "window_closed")
		frappe.db.set_value("CFM Message Template", self.template, "approval_state", "approved")
		name = self.queue()
		self.assertEqual(self.verdict_on(name), ALLOWED)
		self.assertTrue(policy.needs_approved_words(frappe.get_doc(MESSAGE, name)))

	def test_before_words_are_chosen_any_may_still_be_approved(self):
		asked = {"line": self.line.name, "kind": self.kind, "contact_point": self.person, "template": ""}
		self.assertEqual(policy.reason_against(frappe._dict(asked)), "")
		self.assertEqual(policy.reason_against(frappe._dict(asked, template=self.template)), "window_closed")

	def test_another_line_s_conversation_opens_no_window_here(self):
		self.wrote(hours=1)
		self.line = OutboxCase.make_line(self.kind)
		self.assertEqual(self.verdict(), "window_closed")


class TestMessengerWindow(PolicyCase):
	kind, abilities = "Messenger", {"window_hours": 24}

	def test_after_a_day_nothing_goes_whatever_is_approved(self):
		values = {"content_sid": "HX1", "approval_state": "approved"}
		frappe.db.set_value("CFM Message Template", self.template, values)
		self.wrote(hours=25)
		self.assertEqual(self.verdict(), "window_closed")
		self.wrote(hours=1)
		self.assertEqual(self.verdict(), ALLOWED)


class TestNoCallIsMade(OutboxCase):
	def test_what_is_blocked_costs_no_call_and_says_why(self):
		name = self.queue()
		self.settings(allowed_countries="SY")
		self.sweep(minutes=1)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, self.provider.calls), ("Blocked", "country", []))

	def test_what_is_delayed_leaves_when_its_time_has_come(self):
		self.settings(quiet_from="00:00:00", quiet_to="23:59:00")
		name = self.queue()
		self.sweep()
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, row.attempts), ("Queued", "quiet_hours", 0))
		self.assertIsInstance(row.next_attempt_at, datetime)
		self.settings(quiet_from=None, quiet_to=None)
		self.sweep(hours=23)
		self.assertEqual((self.state(name), self.row(name).error_code), ("Accepted", None))
