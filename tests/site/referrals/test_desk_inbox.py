"""Our own department: Lina finds what she is asked for on her list of work, answers, and never opens the file."""

from unittest.mock import patch

import frappe

from cfm_app.api import desk_referral_inbox, desk_work
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE


class TestTheDepartment(ReferralCase):
	def setUp(self):
		super().setUp()
		self.referral = self.act(self.draft(self.department()), "Send")

	def sheet(self, user=None):
		with self.as_user(user or self.legal):
			return desk_referral_inbox.sheet(self.referral.name)

	def answer(self, action, note="", **facts):
		with self.as_user(self.legal):
			desk_referral_inbox.answer(self.referral.name, action, facts, note)
		return self.referral.reload()

	def test_it_waits_on_her_list_of_work_and_on_nobody_elses(self):
		with self.as_user(self.legal):
			waiting = desk_work.work_list()["referrals"]
		self.assertEqual([row["name"] for row in waiting], [self.referral.name])
		with self.as_user(self.stranger):
			self.assertEqual(desk_work.work_list()["referrals"], [])

	def test_before_she_accepts_she_sees_the_need_and_nobody(self):
		page = frappe.as_json(self.sheet())
		self.assertIn("Civil documentation", page)
		for hers in (NAME, PHONE, "Laleh", "burned"):
			self.assertNotIn(hers, page)

	def test_when_she_has_accepted_she_sees_who_it_is_and_the_look_is_logged(self):
		self.answer("Accept")
		self.assertEqual(self.sheet()["sheet"]["person"]["name"], NAME)
		look = {"record": self.referral.name, "user": self.legal, "action": "view"}
		self.assertTrue(frappe.db.exists("CFM Access Log", look))

	def test_she_cannot_open_the_referral_or_the_complaint_behind_it(self):
		self.answer("Accept")
		with self.as_user(self.legal):
			for record in (self.referral, self.complaint):
				self.assertFalse(frappe.has_permission(record.doctype, "read", record))

	def test_her_refusal_goes_back_to_who_sent_it_and_waits_for_another_way(self):
		with patch.object(alerts, "tell") as told:
			self.answer("Decline", "We do this from May on.", decline_reason="not eligible")
		self.assertEqual(self.referral.workflow_state, "Not accepted")
		[[(users, _referral, code), _named]] = told.call_args_list
		self.assertEqual((users, code), ([self.focal], "referral_moved"))
		with self.as_user(self.legal):
			self.assertEqual(desk_work.work_list()["referrals"], [])

	def test_she_says_when_she_has_reached_the_person(self):
		with self.as_user(self.legal), self.assert_refused("Accept the referral first", GuardRefused):
			desk_referral_inbox.link_person(self.referral.name, True)
		self.answer("Accept")
		with self.as_user(self.legal):
			desk_referral_inbox.link_person(self.referral.name, False, "No answer.")
			desk_referral_inbox.link_person(self.referral.name, True)
		self.referral.reload()
		self.assertEqual((self.referral.link_attempts, bool(self.referral.linked_on)), (2, True))

	def test_another_colleague_answers_nothing_for_her(self):
		with self.as_user(self.stranger):
			for call in (
				lambda: desk_referral_inbox.sheet(self.referral.name),
				lambda: desk_referral_inbox.answer(self.referral.name, "Accept"),
				lambda: desk_referral_inbox.link_person(self.referral.name, True),
			):
				with self.assert_refused("There is no such record", AccessRefused):
					call()
		self.assertEqual(self.referral.reload().workflow_state, "Sent")

	def test_the_alert_leads_her_to_her_list_of_work(self):
		alerts.send(self.legal, "Referral", self.referral.name, "referral_received")
		link = frappe.db.get_value(
			"Notification Log", {"for_user": self.legal, "document_name": self.referral.name}, "link"
		)
		self.assertTrue(link.endswith("/app/my-work"))
