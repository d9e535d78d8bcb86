"""Nobody lets go: what is not answered is said, reminded of, and what is urgent stays red."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.handling import alerts, referral_chasers
from cfm_app.handling.moments import to_utc
from cfm_app.testing.referral_case import ReferralCase


class TestTheClock(ReferralCase):
	def after(self, referral, hours):
		told = []

		def tell(users, _doc, code):
			told.extend((user, code) for user in users)

		with (
			freeze_time(to_utc(referral.sent_on + timedelta(hours=hours))),
			patch.object(frappe.db, "commit"),
			patch.multiple(alerts, tell_all=tell, tell_all_now=tell),
		):
			done = referral_chasers.look_after()
		referral.reload()
		return done, told

	def steps(self, referral, action):
		return frappe.db.count("CFM Referral Step", {"referral": referral.name, "action": action})

	def test_no_answer_in_time_is_said_once_and_the_sender_hears_of_it(self):
		referral = self.sent(priority="URGENT")
		done, _told = self.after(referral, 71.9)
		self.assertEqual((done["late"], referral.workflow_state), (0, "Sent"))
		_done, told = self.after(referral, 72)
		self.assertEqual(referral.workflow_state, "No feedback")
		self.assertIn((self.focal, "referral_late"), told)
		done, _told = self.after(referral, 72.2)
		self.assertEqual((done["late"], self.steps(referral, "No answer in time")), (0, 1))

	def test_a_late_answer_still_counts(self):
		referral = self.sent(priority="URGENT")
		self.after(referral, 80)
		self.assertEqual(self.act(referral, "Accept").workflow_state, "Accepted")

	def test_the_receiver_is_reminded_at_half_time_and_not_every_five_minutes(self):
		referral = self.sent(priority="URGENT")
		reminded = [self.after(referral, hours)[0]["chased"] for hours in (35, 36, 36.1, 59, 60)]
		self.assertEqual(reminded, [0, 1, 0, 0, 1])
		self.assertEqual(self.steps(referral, "Asked for news"), 2)

	def test_our_own_department_hears_the_reminder(self):
		referral = self.act(self.draft(self.department(), priority="URGENT"), "Send")
		_done, told = self.after(referral, 36)
		self.assertIn((self.legal, "referral_news"), told)

	def test_an_urgent_caller_who_is_not_linked_comes_back_to_the_sender(self):
		referral = self.act(self.sent(priority="EMERG", mode="warm handover"), "Accept")
		done, told = self.after(referral, 12)
		self.assertEqual((done["not_linked"], told), (1, [(self.focal, "referral_not_linked")]))
		self.assertEqual(self.after(referral, 13)[0]["not_linked"], 0)

	def test_what_has_ended_reminds_nobody(self):
		referral = self.act(self.sent(priority="URGENT"), "Withdraw")
		done, told = self.after(referral, 500)
		self.assertEqual((set(done.values()), told), ({0}, []))
