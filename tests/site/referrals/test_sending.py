"""A person is referred: with her consent, with what the other side needs, and under an agreement, or not at all."""

import frappe
from frappe.utils import add_days, today

from cfm_app.api import desk_referrals
from cfm_app.exceptions import AccessRefused, GuardRefused, SharingRefused
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.referral_case import ReferralCase


class TestTheGate(ReferralCase):
	def test_access_needs_stand_open_so_nobody_is_named_in_them(self):
		with self.assert_refused("Choose the access needs from the list", GuardRefused):
			self.draft(access_needs="ask for Amina")
		self.assertEqual(self.draft(access_needs="sign language,ramp").access_needs, "ramp, sign language")

	def test_without_her_consent_nothing_is_sent(self):
		referral = self.draft()
		with self.assert_refused("There is no consent", SharingRefused):
			self.act(referral, "Send")
		self.assertEqual(frappe.db.get_value("Referral", referral.name, "workflow_state"), "Draft")

	def test_with_her_consent_it_goes_and_the_clock_of_its_priority_runs(self):
		referral = self.sent()
		self.assertEqual((referral.workflow_state, referral.sent_by), ("Sent", self.focal))
		self.assertEqual((referral.due_on - referral.sent_on).total_seconds() / 3600, 72)

	def test_a_supervisor_sets_a_missing_consent_aside_with_a_reason_that_is_logged(self):
		supervisor = make_user("Sami Supervisor", "Focal Point")
		make_grant(supervisor, "Handle")
		make_grant(supervisor, "Supervise")
		referral = self.draft()
		with self.assert_refused("There is no consent", SharingRefused):
			self.act(referral, "Send", supervisor)
		referral = self.act(referral, "Send", supervisor, reason="She is unconscious and needs it today.")
		self.assertEqual((referral.workflow_state, referral.overridden), ("Sent", "no_consent"))
		self.assertTrue(
			frappe.db.exists("CFM Access Log", {"record": self.complaint.name, "action": "share"})
		)

	def test_her_no_is_set_aside_by_nobody(self):
		supervisor = make_user("Sami Supervisor", "Focal Point")
		make_grant(supervisor, "Handle")
		make_grant(supervisor, "Supervise")
		self.allow(given="no", may_minimum=0, may_identity=0)
		with self.assert_refused("The person has said no", SharingRefused):
			self.act(self.draft(), "Send", supervisor, reason="She does not know what is good for her.")

	def test_a_partner_without_an_agreement_gets_nobody(self):
		self.allow()
		frappe.db.set_value("Service Provider", self.service.provider, "agreement", None)
		frappe.clear_document_cache("Service Provider", self.service.provider)
		with self.assert_refused("no sharing agreement", SharingRefused):
			self.act(self.draft(), "Send")

	def test_the_receiver_is_not_asked_before_it_can_answer(self):
		self.allow()
		frappe.db.set_value("Complaint", self.complaint.name, "age_band", None)
		with self.assert_refused("Age", GuardRefused):
			self.act(self.draft(), "Send")

	def test_our_own_department_needs_her_consent_only_for_protection(self):
		team = self.department()
		with self.assert_refused("There is no consent", SharingRefused):
			self.act(self.draft(team, is_protection=1), "Send")
		self.assertEqual(self.act(self.draft(team), "Send").workflow_state, "Sent")

	def test_the_same_service_is_asked_once_until_it_has_answered(self):
		first, second = self.sent(), self.draft()
		with self.assert_refused(f"{first.name} asks this service already", GuardRefused):
			self.act(second, "Send")
		self.act(first, "Decline", decline_reason="no capacity / waiting list")
		self.assertEqual(self.act(second, "Send").workflow_state, "Sent")

	def test_a_colleague_who_may_not_open_the_complaint_refers_nobody(self):
		with self.as_user(self.stranger), self.assert_refused("", AccessRefused):
			desk_referrals.start(self.complaint.name, {"service": self.service.name}, {})

	def test_what_was_sent_is_not_changed_behind_the_receivers_back(self):
		referral = self.sent()
		with self.as_user(self.focal), self.assert_refused("has been sent", frappe.ValidationError):
			doc = frappe.get_doc("Referral", referral.name)
			doc.priority = "EMERG"
			doc.save()

	def test_no_state_and_no_clock_is_written_by_hand(self):
		referral = self.sent()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Referral", referral.name)
			doc.update({"workflow_state": "Closed", "due_on": "2030-01-01", "linked_on": "2026-01-01"})
			doc.save()
		stored = frappe.get_doc("Referral", referral.name)
		self.assertEqual((stored.workflow_state, stored.linked_on), ("Sent", None))
		self.assertEqual(stored.due_on, referral.due_on)

	def test_its_words_are_sealed(self):
		referral = self.draft()
		for table in ("tabReferral", "tabCFM Referral Step", "tabCFM Sealed Content", "tabVersion"):
			for column in ("name",) if table == "tabVersion" else self.columns(table):
				self.assertFalse(self.holds(table, column, "Laleh"), (table, column))
		with self.as_user(self.focal):
			self.assertEqual(frappe.get_doc("Referral", referral.name).background, "Her papers burned.")

	def columns(self, table):
		return frappe.db.get_table_columns(table.removeprefix("tab"))


class TestTheWay(ReferralCase):
	def test_it_is_done_only_when_she_says_that_she_got_it(self):
		referral = self.act(self.sent(), "Accept")
		referral = self.act(referral, "Report as delivered", delivered_on="2026-11-20")
		self.assertEqual(referral.workflow_state, "Service scheduled")
		with self.assert_refused("as it stands now", GuardRefused):
			self.act(referral, "Close", note="The lawyer got her papers.")
		with self.assert_refused("how the person confirmed", GuardRefused):
			self.act(referral, "Confirm that the service was received")
		referral = self.act(referral, "Confirm that the service was received", confirmed_by="call")
		self.assertTrue(referral.received_confirmed_on)
		with self.assert_refused("how it ended", GuardRefused):
			self.act(referral, "Close")
		referral = self.act(referral, "Close", note="The lawyer got her papers.")
		self.assertEqual(referral.workflow_state, "Closed")
		self.assertEqual(self.words_of_last_step(referral), "The lawyer got her papers.")

	def test_why_it_was_revoked_is_kept(self):
		referral = self.act(self.sent(), "Revoke", note="The clinic has closed.")
		self.assertEqual(
			(referral.workflow_state, self.words_of_last_step(referral)),
			("Revoked", "The clinic has closed."),
		)

	def words_of_last_step(self, referral):
		with self.as_user(self.focal):
			return desk_referrals.steps(referral.name)[0]["note"]

	def test_nothing_is_given_on_a_day_that_has_not_come(self):
		referral = self.act(self.sent(), "Accept")
		with self.assert_refused("has not come yet", GuardRefused):
			self.act(referral, "Report as delivered", delivered_on=add_days(today(), 3))

	def test_a_refusal_needs_its_reason_and_comes_back_for_another_way(self):
		referral = self.sent()
		with self.assert_refused("Say why", GuardRefused):
			self.act(referral, "Decline")
		referral = self.act(referral, "Decline", decline_reason="not eligible")
		with self.as_user(self.focal):
			self.assertIn("Transfer", desk_referrals.referral_page(referral.name)["actions"])

	def test_two_people_answer_at_once_and_the_second_is_told(self):
		referral = self.sent()
		stale = frappe.get_doc("Referral", referral.name)
		self.act(referral, "Accept")
		from cfm_app.handling import referrals

		with self.as_user(self.focal), self.assert_refused(f"moved {referral.name} meanwhile", GuardRefused):
			referrals.move(stale, "Decline", referrals.receiver("partner link"), decline_reason="other")
		self.assertEqual(frappe.db.get_value("Referral", referral.name, "workflow_state"), "Accepted")

	def test_a_warm_handover_stays_red_until_she_is_linked(self):
		referral = self.act(self.sent(mode="warm handover"), "Accept")
		self.assertEqual(desk_referrals.standing(referral)["reason"], "not_linked")
		with self.as_user(self.focal):
			desk_referrals.link_person(referral.name, False, "She did not pick up.")
			desk_referrals.link_person(referral.name, True)
		referral.reload()
		self.assertEqual((referral.link_attempts, desk_referrals.standing(referral)["word"]), (2, "on track"))

	def test_every_step_stands_in_the_timeline_of_her_complaint(self):
		referral = self.act(self.sent(), "Accept")
		steps = frappe.get_all(
			"CFM Step",
			{"complaint": self.complaint.name, "kind": "referral"},
			pluck="detail",
			order_by="creation",
		)
		self.assertEqual(steps, [f"{referral.name}: {each}" for each in ("Drafted", "Send", "Accept")])

	def test_a_later_level_locks_the_referral_with_its_complaint(self):
		referral = self.sent()
		with self.as_user(self.focal):
			doc = frappe.get_doc("Complaint", self.complaint.name)
			doc.category = "SEAH.EXPLOITATION"
			doc.aid_worker_involved = "yes"
			doc.save()
			with self.assert_refused("", AccessRefused):
				desk_referrals.referral_page(referral.name)
