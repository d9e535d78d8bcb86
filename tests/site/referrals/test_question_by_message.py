"""The question whether the help came goes out by message: neutral, reviewed, safe, and not twice."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.api import desk_help_came, desk_referrals
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import help_questions
from cfm_app.integrations.base.errors import PolicyBlocked
from cfm_app.integrations.engine import consent, outgoing_words, policy
from cfm_app.testing.help_question_case import FACTS, HelpQuestionCase


class TestTheQuestion(HelpQuestionCase):
	def test_it_names_no_service_nobody_who_helps_and_says_how_to_answer(self):
		self.assertEqual(self.ask(), "")
		body = outgoing_words.body_of(self.referral.question_message)
		self.assertEqual(
			body,
			f"About {self.complaint.name}: have you got what was arranged for you? Reply 1 for yes, 2 for no.",
		)
		for secret in ("Papers", "Legal", "help", self.referral.name):
			self.assertNotIn(secret, body)

	def test_words_nobody_has_reviewed_never_leave(self):
		frappe.db.set_value("CFM Message Template", {"template_key": "help_came"}, "reviewed_as_neutral", 0)
		self.assertEqual(self.ask(), "no_template")
		self.assertEqual(self.steps_of("Person not asked by message"), ["no_template"])
		with self.as_user(self.focal):
			step = desk_referrals.referral_page(self.referral.name)["steps"][0]
		self.assertEqual(step.detail, "There are no reviewed words for this message.")

	def test_a_colleague_who_asks_is_told_why_not_and_no_trace_of_asking_is_left(self):
		self.asked()
		before = self.referral.asked_person_on
		with self.as_user(self.focal), self.assert_refused("asked this week", GuardRefused):
			desk_help_came.ask_person(self.referral.name)
		self.assertEqual(self.referral.asked_person_on, before)

	def test_a_colleague_asks_with_one_click_and_the_form_says_so(self):
		with self.as_user(self.focal):
			self.assertEqual(self.help_on_form(), {"may_say": True, "may_ask": True})
			desk_help_came.ask_person(self.referral.name)
			self.assertEqual(self.help_on_form(), {"may_say": True, "may_ask": False})
		self.assertEqual(self.out(self.complaint), [("help came", "Queued")])

	def help_on_form(self):
		return desk_referrals.referral_page(self.referral.name)["help"]

	def test_all_shipped_words_may_be_reviewed_as_neutral(self):
		names = frappe.get_all("CFM Message Template", {"template_key": "help_came"}, pluck="name")
		self.assertEqual(len(names), 4)
		for name in names:
			frappe.get_doc("CFM Message Template", name)._check_neutral()

	def test_words_that_do_not_say_how_to_answer_are_refused(self):
		template = frappe.get_doc("CFM Message Template", {"template_key": "help_came", "language": "en"})
		template.body = "About {reference}: have you got it? Reply YES or NO."
		with self.assert_refused("1 means yes and 2 means no", frappe.ValidationError):
			template.save()

	def test_she_is_not_asked_again_while_she_can_answer(self):
		self.asked()
		self.assertEqual(self.ask(), "already_asked")

	def test_who_has_said_stop_is_not_asked_not_even_when_she_wrote_again(self):
		consent.stop(self.point(), event_key="said")
		self.writes("One more thing.")
		self.assertEqual(self.ask(), "opted_out")

	def test_who_says_stop_while_it_waits_does_not_get_it(self):
		self.assertEqual(self.ask(), "")
		consent.stop(self.point(), event_key="said")
		self.writes("One more thing.")
		with self.assertRaises(PolicyBlocked) as refusal:
			policy.check(self.row(self.referral.question_message))
		self.assertEqual(refusal.exception.code, "opted_out")

	def test_with_two_services_at_work_a_message_could_not_say_which(self):
		self.accepted_by_another()
		self.assertEqual(self.ask(), "several_helps")

	def test_who_cannot_be_written_to_safely_is_not_asked(self):
		self.complaint = self.told(safe_to_message=False)
		frappe.db.set_value("Complaint", self.complaint.name, FACTS)
		self.complaint.reload()
		self.referral = self.accepted()
		self.assertEqual(self.ask(), "not_safe")

	def test_in_a_sensitive_matter_without_her_explicit_yes_nothing_leaves(self):
		with patch("cfm_app.integrations.engine.policy._is_sensitive", return_value=True):
			self.assertEqual(self.ask(), "no_explicit_yes")


class TestTheClockAsks(HelpQuestionCase):
	def setUp(self):
		super().setUp()
		frappe.db.set_single_value("CFM Settings", "ask_whether_help_came", 1)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.addCleanup(frappe.clear_document_cache, "CFM Settings", "CFM Settings")

	def to_ask(self):
		return self.referral.name in help_questions.helped_by_now()

	def test_who_was_helped_according_to_the_partner_is_asked_once(self):
		self.assertFalse(self.to_ask())
		self.referral.db_set("delivered_on", now_datetime())
		self.assertTrue(self.to_ask())
		self.asked()
		self.assertFalse(self.to_ask())

	def test_who_should_have_been_helped_the_day_before_yesterday_is_asked(self):
		self.referral.db_set("scheduled_on", now_datetime() - timedelta(days=2))
		self.assertTrue(self.to_ask())

	def test_about_protection_and_in_sensitive_matters_a_colleague_decides(self):
		self.referral.db_set({"delivered_on": now_datetime(), "is_protection": 1})
		self.assertFalse(self.to_ask())
		self.referral.db_set("is_protection", 0)
		frappe.db.set_value("Complaint", self.complaint.name, "level", 5)
		self.assertFalse(self.to_ask())

	def test_where_the_administrator_does_not_want_it_nobody_is_asked(self):
		self.referral.db_set("delivered_on", now_datetime())
		frappe.db.set_single_value("CFM Settings", "ask_whether_help_came", 0)
		frappe.clear_document_cache("CFM Settings", "CFM Settings")
		self.assertFalse(self.to_ask())
