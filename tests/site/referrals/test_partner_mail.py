"""A partner without an account is reminded by a mail that tells nothing to who reads it on the way."""

import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_referrals
from cfm_app.confidentiality import partner_links
from cfm_app.confidentiality.rows import insert_row
from cfm_app.handling import referral_chasers
from cfm_app.handling.moments import to_utc
from cfm_app.testing.referral_case import ReferralCase
from cfm_app.testing.small_mechanism import NAME, PHONE
from cfm_app.testing.visitor import Visitor


class MailCase(ReferralCase):
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


class TestTheMail(MailCase):
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


class TestALinkByMail(MailCase):
	"""Only where the administrator wants it: a reminder carries an address that opens the least alone."""

	def setUp(self):
		super().setUp()
		self.links_wanted(1)
		self.referral = self.sent()
		self.given = self.link_given()

	def links_wanted(self, wanted):
		frappe.db.set_single_value("CFM Settings", "links_in_reminders", wanted)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")

	def link_given(self):
		with self.as_user(self.focal):
			return "/referral/" + desk_referrals.make_link(self.referral.name)["address"].rpartition("/")[2]

	def mailed(self):
		"""Remind the partner; return the path of the address in the mail, "" when it carries none."""
		[mail] = self.mails_while(self.ask, self.referral)
		found = re.search(r"/referral/[\w-]+", mail["message"])
		return found[0] if found else ""

	def page(self, path):
		return Visitor().get(path)

	def test_by_default_no_address_is_mailed(self):
		self.links_wanted(0)
		self.assertEqual(self.mailed(), "")

	def test_it_opens_the_least_and_never_who_she_is_not_even_after_acceptance(self):
		path = self.mailed()
		self.assertIn(self.referral.name, self.page(path).html)
		self.referral = self.act(self.referral, "Accept")
		page = self.page(path)
		for secret in (NAME, PHONE, PHONE[-6:], "Laleh", "burned"):
			self.assertNotIn(secret, page.html)
		self.assertIn("shows no name and no phone", page.words)
		paper = self.page(f"{path}?paper=1")
		self.assertIn(self.referral.name, paper.html)
		for secret in (NAME, PHONE, PHONE[-6:], "Laleh", "burned"):
			self.assertNotIn(secret, paper.html)
		self.assertIn(NAME, self.page(self.given).html)

	def test_the_partner_answers_with_it(self):
		path, partner = self.mailed(), Visitor()
		token = re.search(r'name="partner" value="([^"]+)"', partner.get(path).html)[1]
		answered = partner.post(path, {"partner": token, "action": "Accept"})
		self.assertEqual(self.referral.reload().workflow_state, "Accepted")
		self.assertNotIn(NAME, answered.html)

	def test_a_new_one_replaces_the_mailed_one_before_and_the_one_handed_over_keeps_working(self):
		first, second = self.mailed(), self.mailed()
		opened = [self.page(path).status for path in (first, second, self.given)]
		self.assertEqual(opened, [404, 200, 200])

	def test_it_lives_a_few_days(self):
		path = self.mailed()
		with freeze_time(to_utc(now_datetime() + timedelta(days=4, minutes=1))):
			self.assertEqual((self.page(path).status, self.page(self.given).status), (404, 200))

	def test_never_about_protection_in_a_sensitive_matter_or_to_a_hidden_place(self):
		self.referral.db_set("is_protection", 1)
		self.assertEqual(self.mailed(), "")
		self.referral.db_set("is_protection", 0)
		frappe.db.set_value("Complaint", self.complaint.name, "level", 5)
		self.assertEqual(partner_links.make_to_mail(self.referral), "")
		frappe.db.set_value("Complaint", self.complaint.name, "level", 2)
		self.assertNotEqual(partner_links.make_to_mail(self.referral), "")
		frappe.db.set_value("CFM Service Site", {"parent": self.service.name}, "is_hidden", 1)
		self.assertEqual(partner_links.make_to_mail(self.referral), "")

	def test_the_database_holds_it_nowhere_once_the_mail_has_gone(self):
		frappe.db.delete("Email Queue")
		queued = {
			"status": "Sent",
			"reference_doctype": "CFM Partner Link",
			"message": "https://x/referral/abc",
		}
		other = {"status": "Sent", "message": "Something else"}
		waits = {**queued, "status": "Not Sent"}
		for row in (queued, other, waits):
			insert_row("Email Queue", **row)
		with patch.object(frappe.db, "commit"):
			referral_chasers.look_after()
		left = frappe.get_all("Email Queue", pluck="message")
		self.assertEqual(sorted(left), ["", "Something else", "https://x/referral/abc"])

	def test_the_mail_says_by_its_mark_that_it_carries_one(self):
		[mail] = self.mails_while(self.ask, self.referral)
		self.assertEqual(mail["reference_doctype"], "CFM Partner Link")
		self.assertIn(self.referral.name, mail["subject"])
