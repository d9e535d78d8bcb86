"""A partner asks, whoever referred sees that a question waits and writes back, and the partner reads it on its page."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.api import desk_help_came, desk_referral_board, desk_referrals
from cfm_app.confidentiality import partner_links
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import receiver_questions
from cfm_app.testing.factories import make_user
from cfm_app.testing.partner_case import PartnerCase
from cfm_app.testing.small_mechanism import NAME

ASKED, REPLIED = "May she bring her brother?", "Yes, he may come along."


class QuestionCase(PartnerCase):
	def ask(self, words=ASKED):
		return self.answer("message", note=words)

	def reply(self, words=REPLIED, user=None):
		with self.as_user(user or self.focal):
			desk_referrals.reply(self.referral.name, words)

	def waits(self):
		return bool(frappe.db.get_value("Referral", self.referral.name, "receiver_asked_on"))


class TestAQuestion(QuestionCase):
	def test_it_stands_on_the_partner_s_page_and_waits_on_the_form_the_board_and_the_list_of_work(self):
		self.assertIn(ASKED, self.ask().html)
		self.assertIn(ASKED, self.open().html)
		with self.as_user(self.focal):
			self.assertTrue(desk_referrals.referral_page(self.referral.name)["standing"]["asks"])
			self.assertEqual([row["name"] for row in desk_help_came.waiting()], [self.referral.name])
			board = desk_referral_board.board()["columns"]
		cards = [row for column in board for row in column["rows"] if row["name"] == self.referral.name]
		self.assertEqual([card["standing"]["asks"] for card in cards], [True])

	def test_what_is_written_back_is_read_behind_the_link_and_nothing_waits_any_more(self):
		self.ask()
		self.reply()
		page = self.open().html
		self.assertIn("There is a reply to what you wrote.", page)
		self.assertLess(page.index(ASKED), page.index(REPLIED))
		self.assertFalse(self.waits())
		with self.as_user(self.focal):
			self.assertEqual(desk_help_came.waiting(), [])

	def test_what_needs_no_reply_is_put_aside_without_words(self):
		self.ask("She came and is well.")
		self.reply("")
		self.assertFalse(self.waits())
		self.assertNotIn("There is a reply", self.open().html)
		with self.assert_refused("as it stands now", GuardRefused):
			self.reply("")

	def test_a_partner_that_accepts_still_waits_for_its_reply_one_that_refuses_does_not(self):
		self.ask()
		self.answer("Accept")
		self.assertTrue(self.waits())
		self.answer("Decline", decline_reason="outside area")
		self.assertFalse(self.waits())

	def test_who_acts_on_the_referral_has_read_the_question(self):
		self.ask()
		self.act(self.referral, "Withdraw", note="She found help herself.")
		self.assertFalse(self.waits())


class TestWhoReadsIt(QuestionCase):
	def test_a_partner_that_has_refused_reads_no_more_of_it(self):
		self.ask()
		self.reply("Laleh may bring him.")
		self.assertIn("Laleh", self.open().html)
		self.answer("Decline", decline_reason="outside area")
		self.assertNotIn("Laleh", self.open().html)
		self.assertEqual(receiver_questions.written(self.referral.reload()), [])
		with self.assert_refused("as it stands now", GuardRefused):
			self.reply()

	def test_a_partner_that_has_refused_is_asked_for_no_news_and_told_that_nothing_is_left_to_do(self):
		page = self.answer("Decline", decline_reason="outside area").html
		self.assertIn("You need do nothing more here.", page)
		self.assertNotIn("Please accept only if you can help.", page)
		with self.as_user(self.focal), self.assert_refused("nobody can be asked", GuardRefused):
			desk_referrals.ask_for_news(self.referral.name)

	def test_a_mailed_address_shows_nothing_of_what_was_written(self):
		self.ask()
		self.reply()
		frappe.db.set_value("CFM Partner Link", {"record": self.referral.name}, "is_mailed", 1)
		page = self.open().html
		self.assertNotIn(ASKED, page)
		self.assertNotIn(REPLIED, page)

	def test_the_words_are_sealed_and_the_mark_is_a_moment(self):
		self.ask()
		step = frappe.get_last_doc("CFM Referral Step", {"referral": self.referral.name, "action": "Message"})
		self.assertNotIn("brother", frappe.as_json(step.as_dict()))

	def test_who_may_not_write_in_the_referral_replies_to_nobody(self):
		self.ask()
		stranger = make_user("Nadia Elsewhere", "Operator")
		with self.assertRaises(AccessRefused):
			self.reply(user=stranger)
		self.assertTrue(self.waits())

	def test_nobody_writes_the_mark_by_hand(self):
		with self.as_user(self.focal):
			referral = frappe.get_doc("Referral", self.referral.name)
			referral.receiver_asked_on = now_datetime()
			referral.save()
		self.assertFalse(self.waits())


class TestTheMail(QuestionCase):
	def setUp(self):
		super().setUp()
		provider = frappe.get_doc("Service Provider", self.service.provider)
		provider.update({"focal_email": "legal@example.org", "language": "en"}).save()

	def test_the_partner_is_told_that_there_is_a_reply_and_not_what_it_says(self):
		self.ask()
		with patch.object(frappe, "sendmail") as sendmail:
			self.reply()
		[mail] = [call.kwargs for call in sendmail.call_args_list]
		self.assertEqual(mail["recipients"], ["legal@example.org"])
		self.assertIn(self.referral.name, mail["subject"])
		for secret in ("brother", "come along", NAME, self.path):
			self.assertNotIn(secret, mail["subject"] + mail["message"])

	def test_without_a_mail_account_the_reply_counts_and_nobody_is_asked_to_set_one_up(self):
		self.ask()
		frappe.clear_messages()
		with patch.object(frappe, "sendmail", _no_mail_account):
			self.reply()
		self.assertEqual(frappe.get_message_log(), [])
		step = frappe.get_last_doc("CFM Referral Step", {"referral": self.referral.name, "action": "Reply"})
		self.assertEqual((step.detail, self.waits()), ("no mail account", False))


def _no_mail_account(**_mail):
	frappe.throw("Please setup default Email Account", frappe.OutgoingEmailError)


class TestLinksAndServices(QuestionCase):
	def test_an_expired_link_is_not_called_open(self):
		frappe.db.set_value(
			"CFM Partner Link", {"record": self.referral.name}, "expires_on", add_days(now_datetime(), -1)
		)
		self.assertEqual([link["is_open"] for link in partner_links.of(self.referral)], [False])
		self.link_to(self.referral)
		self.assertEqual([link["is_open"] for link in partner_links.of(self.referral)], [True, False])

	def test_before_somebody_asks_again_the_finder_can_say_who_is_asked_already(self):
		with self.as_user(self.focal):
			asked = desk_referrals.asked_already(self.complaint.name)
			self.assertEqual(asked, {self.service.name: self.referral.name})
		self.act(self.referral, "Withdraw", note="She found help herself.")
		with self.as_user(self.focal):
			self.assertEqual(desk_referrals.asked_already(self.complaint.name), {})
		with self.as_user(make_user("Nadia Elsewhere", "Operator")), self.assertRaises(AccessRefused):
			desk_referrals.asked_already(self.complaint.name)
