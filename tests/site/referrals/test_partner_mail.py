"""A partner without an account is reminded by a mail that tells nothing to who reads it on the way."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.api import desk_referrals
from cfm_app.handling import referral_chasers
from cfm_app.handling.moments import to_utc
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE


class TestTheMail(ReferralCase):
	def setUp(self):
		super().setUp()
		self.partner = frappe.get_doc("Service Provider", self.service.provider)
		self.partner.update({"focal_email": "legal@example.org", "language": "en"}).save()

	def mails_while(self, work, *arguments):
		with patch.object(frappe, "sendmail") as sendmail, patch.object(frappe.db, "commit"):
			work(*arguments)
		return [call.kwargs for call in sendmail.call_args_list]

	def ask(self, referral):
		with self.as_user(self.focal):
			desk_referrals.ask_for_news(referral.name)

	def last_step(self, referral):
		wanted = {"referral": referral.name, "action": "Asked for news"}
		return frappe.db.get_value("CFM Referral Step", wanted, "detail")

	def test_the_reminder_holds_the_reference_and_nothing_of_her_and_no_address(self):
		referral = self.sent()
		with self.as_user(self.focal):
			token = desk_referrals.make_link(referral.name)["address"].rpartition("/")[2]
		[mail] = self.mails_while(self.ask, referral)
		self.assertEqual(mail["recipients"], ["legal@example.org"])
		self.assertIn(referral.name, mail["subject"])
		for secret in (NAME, PHONE, "Laleh", "Papers", token, "/referral/", self.complaint.name):
			self.assertNotIn(secret, mail["subject"] + mail["message"])

	def test_the_clock_reminds_by_mail_too(self):
		referral = self.sent(priority="URGENT")
		with freeze_time(to_utc(referral.sent_on + timedelta(hours=36))):
			mails = self.mails_while(referral_chasers.look_after)
		self.assertEqual(len([mail for mail in mails if referral.name in mail["subject"]]), 1)

	def test_it_is_written_in_the_language_of_the_partner(self):
		self.partner.update({"language": "es"}).save()
		[mail] = self.mails_while(self.ask, self.sent())
		self.assertIn("por favor", mail["subject"])

	def test_without_an_address_the_log_says_so_and_the_stand_in_is_asked_where_there_is_one(self):
		self.partner.update({"focal_email": ""}).save()
		referral = self.sent()
		self.assertEqual(self.mails_while(self.ask, referral), [])
		self.assertEqual(self.last_step(referral), "no e-mail address")
		self.partner.update({"backup_email": "second@example.org"}).save()
		[mail] = self.mails_while(self.ask, referral)
		self.assertEqual(mail["recipients"], ["second@example.org"])

	def test_who_goes_there_herself_is_not_betrayed_by_a_mail(self):
		referral = self.sent(mode="information for self-referral")
		self.assertEqual(self.mails_while(self.ask, referral), [])

	def test_the_partner_hears_that_it_was_taken_back(self):
		referral = self.sent()
		[mail] = self.mails_while(self.act, referral, "Withdraw")
		self.assertIn("nothing more to do", mail["subject"])

	def test_a_draft_that_is_dropped_tells_nobody(self):
		self.assertEqual(self.mails_while(self.act, self.draft(), "Withdraw"), [])

	def test_without_a_mail_account_the_work_goes_on(self):
		referral = self.sent()
		with patch.object(frappe, "sendmail", side_effect=frappe.OutgoingEmailError):
			self.ask(referral)
		self.assertEqual(self.last_step(referral), "no mail account")
