"""A partner without an account answers by a one-time address; a hostile one, a scanner and a latecomer get nothing."""

import re
from datetime import timedelta

from freezegun import freeze_time

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_referrals, desk_services
from cfm_app.confidentiality import partner_links
from cfm_app.exceptions import GuardRefused
from cfm_app.testing.directory import name_for_sector
from cfm_app.testing.partner_case import PartnerCase
from cfm_app.testing.small_mechanism import NAME, PHONE


class TestThePartner(PartnerCase):
	def test_before_accepting_it_sees_the_need_and_nobody(self):
		page = self.open().html
		self.assertIn(self.referral.name, page)
		for hers in (NAME, PHONE, PHONE[-6:], "Laleh", "burned"):
			self.assertNotIn(hers, page)

	def test_looking_changes_nothing_so_a_mail_scanner_answers_nobody(self):
		for _visit in range(3):
			self.open()
		self.assertEqual((self.state(), self.referral.reload().acknowledged_on), ("Sent", None))

	def test_it_accepts_and_then_sees_who_she_is(self):
		answered = self.answer("Accept").html
		self.assertEqual(self.state(), "Accepted")
		self.assertIn(NAME, answered)
		self.assertIn("Her papers burned.", answered)

	def test_it_schedules_and_reports_and_asks(self):
		self.answer("Accept")
		self.answer("Schedule", scheduled_on="2026-12-01")
		self.assertEqual(self.state(), "Service scheduled")
		self.assertIn("December 1, 2026", self.open().html)
		self.answer("message", note="May she bring her brother?")
		with self.as_user(self.focal):
			steps = desk_referrals.referral_page(self.referral.name)["steps"]
		self.assertEqual(steps[0].note, "May she bring her brother?")
		self.assertEqual(steps[0].by, "Legal Aid Society")

	def test_a_refusal_without_a_reason_is_asked_for_it_and_keeps_what_was_typed(self):
		page = self.answer("Decline", note="We are full until May.")
		self.assertEqual((page.status, self.state()), (422, "Sent"))
		self.assertEqual(page.html.count("We are full until May."), 1)
		self.answer("Decline", decline_reason="no capacity / waiting list")
		self.assertEqual(self.state(), "Not accepted")

	def test_after_declining_it_sees_nobody(self):
		self.answer("Decline", decline_reason="outside area")
		self.assertNotIn(NAME, self.open().html)

	def test_pressing_twice_answers_once(self):
		page = self.open().html
		token = re.search(r'name="partner" value="([^"]+)"', page)[1]
		sent = {"partner": token, "action": "message", "note": "Hello"}
		self.partner.post(self.path, sent)
		self.partner.post(self.path, sent)
		wanted = {"referral": self.referral.name, "action": "Message"}
		self.assertEqual(frappe.db.count("CFM Referral Step", wanted), 1)

	def test_an_answer_that_the_database_lost_is_taken_when_it_is_pressed_again(self):
		page = self.open().html
		token = re.search(r'name="partner" value="([^"]+)"', page)[1]
		frappe.db.savepoint("before_the_answer")
		self.partner.post(self.path, {"partner": token, "action": "Accept"})
		frappe.db.rollback(save_point="before_the_answer")
		self.assertEqual(self.state(), "Sent")
		self.partner.post(self.path, {"partner": token, "action": "Accept"})
		self.assertEqual(self.state(), "Accepted")

	def test_two_tabs_answer_and_the_second_is_told(self):
		page = self.open().html
		late = re.search(r'name="partner" value="([^"]+)"', page)[1]
		self.answer("Accept")
		page = self.partner.post(self.path, {"partner": late, "action": "Acknowledge"})
		self.assertEqual((page.status, self.state()), (422, "Accepted"))


class TestTheProvider(PartnerCase):
	def setUp(self):
		super().setUp()
		name_for_sector(self.focal)
		with self.as_user(self.focal):
			made = desk_services.make_verification_link(self.service.name)
		self.path = "/referral/" + made["address"].rpartition("/")[2]

	def test_it_reads_for_whom_the_entry_says_it_is_before_it_says_that_all_is_true(self):
		self.service.update({"for_sex": "women and girls", "nationalities": "Syrian", "has_ramp": 1}).save()
		words = self.partner.get(self.path).words
		for told in ("women and girls", "Syrian", "Without steps"):
			self.assertIn(told, words)

	def test_it_says_that_its_own_entry_is_true(self):
		frappe.db.set_value(
			"CFM Service", self.service.name, {"freshness": "stale", "verified_on": "2026-01-01"}
		)
		self.answer("confirm")
		service = self.service.reload()
		self.assertEqual((service.freshness, service.verified_by), ("verified", "Legal Aid Society"))

	def test_what_has_changed_is_told_to_who_keeps_the_entry_and_changes_nothing_by_itself(self):
		self.answer("changed", note="We moved to the second floor.")
		wanted = {"service": self.service.name, "field": "the provider says"}
		self.assertEqual(
			frappe.db.get_value("CFM Service Change", wanted, "after"), "We moved to the second floor."
		)
		told = {"for_user": self.service.owner_user, "document_name": self.service.name}
		self.assertTrue(frappe.db.exists("Notification Log", told))

	def test_it_moves_no_referral_with_that_address(self):
		self.assertEqual(self.answer("Accept").status, 422)
		self.assertEqual(self.state(), "Sent")


class TestTheHostile(PartnerCase):
	def test_a_guessed_expired_or_revoked_address_says_the_same(self):
		guessed = self.open("/referral/" + "a" * 32)
		with freeze_time(now_datetime() + timedelta(days=30)):
			expired = self.open()
		with self.as_user(self.focal):
			desk_referrals.revoke_links(self.referral.name)
		revoked = self.open()
		self.assertEqual([page.status for page in (guessed, expired, revoked)], [404, 404, 404])
		self.assertIn("does not open anything", revoked.html)

	def test_it_opens_one_referral_and_moves_no_other(self):
		other = self.act(self.draft(self.another_service()), "Send")
		page = self.open().html
		token = re.search(r'name="partner" value="([^"]+)"', page)[1]
		self.partner.post(self.link_to(other), {"partner": token, "action": "Accept"})
		self.assertEqual(frappe.db.get_value("Referral", other.name, "workflow_state"), "Sent")

	def test_an_answer_without_the_page_it_stands_on_counts_for_nothing(self):
		page = self.partner.post(self.path, {"action": "Accept"})
		self.assertEqual((page.status, self.state()), (422, "Sent"))

	def test_a_partner_does_what_partners_do_and_nothing_else(self):
		for action in ("Close", "Withdraw", "Transfer", "Confirm that the service was received", "Revoke"):
			self.assertEqual(self.answer(action).status, 422)
		self.assertEqual(self.state(), "Sent")

	def test_the_database_holds_no_address(self):
		token = self.path.rpartition("/")[2]
		for column in frappe.db.get_table_columns("CFM Partner Link"):
			self.assertFalse(self.holds("tabCFM Partner Link", column, token))

	def test_who_tries_many_addresses_is_turned_away_even_with_a_right_one(self):
		for number in range(31):
			self.open(f"/referral/{number:032d}")
		self.assertEqual(self.open().status, 404)

	def test_a_draft_has_no_address(self):
		with self.as_user(self.focal), self.assert_refused("Send the referral first", GuardRefused):
			desk_referrals.make_link(self.draft().name)

	def test_the_page_is_kept_by_nobody(self):
		page = self.open()
		self.assertEqual(page.response.headers["Cache-Control"], "no-store")
		self.assertEqual(page.response.headers["Referrer-Policy"], "no-referrer")
		self.assertNotIn("Set-Cookie", page.response.headers)

	def test_only_a_hash_leads_to_it(self):
		row, _record = partner_links.open_link(self.path.rpartition("/")[2])
		self.assertTrue(row)
