"""She is asked by message whether the help came and sends back a 1 or a 2; whatever else she writes is a message."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import vault
from cfm_app.handling import alerts, help_questions
from cfm_app.integrations.base.types import MediaRef
from cfm_app.integrations.engine import arrivals
from cfm_app.rules.help_answers import OPEN_FOR
from cfm_app.testing.help_question_case import HelpQuestionCase
from cfm_app.testing.message_case import MESSAGE

CAME = ("Service received", "SMS", False)
STILL_OPEN = ("Accepted", "", False)
RED = ("Accepted", "", True)


class TestSheAnswers(HelpQuestionCase):
	def hears(self, text):
		"""Let her write; return (her message, who was told what)."""
		told = []
		tell = lambda users, _doc, code: told.extend((user, code) for user in users)  # noqa: E731
		with patch.object(alerts, "tell_all", tell):
			return self.writes(text), told

	def test_a_one_says_that_it_came_and_who_referred_hears_of_it(self):
		self.asked()
		message, told = self.hears("1")
		self.assertEqual(self.state(), CAME)
		self.assertEqual((message.record_type, message.record), ("Complaint", self.complaint.name))
		self.assertIn((self.focal, "referral_moved"), told)

	def test_a_two_turns_it_red_and_comes_back_to_who_referred(self):
		self.asked()
		_message, told = self.hears("2")
		self.assertEqual(self.state(), RED)
		self.assertIn((self.focal, "referral_not_received"), told)

	def test_digits_of_other_scripts_are_as_good(self):
		for said in (" ٢. ", "۲", "\u200f٢", "２"):
			self.referral.db_set({"not_received_on": None, "asked_person_on": None, "question_message": None})
			frappe.db.delete(MESSAGE, {"purpose": help_questions.PURPOSE})
			self.asked()
			self.hears(said)
			self.assertEqual(self.state(), RED, said)

	def test_the_timeline_tells_that_she_was_asked_and_what_she_said(self):
		self.asked()
		self.hears("2")
		kinds = [detail for kind, detail in self.steps(self.complaint) if kind == "referral"]
		self.assertEqual(
			kinds[-2:],
			[
				f"{self.referral.name}: Person asked by message",
				f"{self.referral.name}: Person has not received it",
			],
		)
		step = frappe.db.get_value(
			"CFM Referral Step", {"referral": self.referral.name, "action": "Person has not received it"}
		)
		self.assertEqual(vault.read_for_system("CFM Referral Step", step)["note"], "2")

	def test_the_same_answer_again_changes_nothing_and_makes_no_new_contact(self):
		self.asked()
		self.hears("1")
		before = self.contacts()
		message, _told = self.hears("1")
		self.assertEqual((self.state(), self.contacts()), (CAME, before))
		self.assertEqual(message.record, self.complaint.name)
		self.assertEqual(len(self.steps_of("Confirm that the service was received")), 1)

	def test_another_answer_afterwards_is_kept_among_her_words_and_somebody_hears_of_it(self):
		self.asked()
		self.hears("2")
		_message, told = self.hears("1")
		self.assertEqual(self.state(), RED)
		self.assertIn("message", [code for _user, code in told])

	def test_a_call_of_the_provider_that_comes_twice_counts_once(self):
		self.asked()
		message = self.inbound("2")
		for _time in range(2):
			arrivals.take(message, self.line, "event once")
		self.assertEqual(len(self.steps_of("Person has not received it")), 1)

	def test_while_she_helps_herself_the_question_is_over(self):
		self.asked()
		self.act(self.referral, "Withdraw")
		before = self.contacts()
		self.hears("1")
		self.assertEqual((self.state()[0], self.contacts()), ("Withdrawn", before + 1))

	def test_she_may_answer_although_the_partner_never_did(self):
		self.referral.db_set("workflow_state", "No feedback")
		self.asked()
		self.hears("1")
		self.assertEqual(self.state(), CAME)


class TestWhatIsNoAnswer(HelpQuestionCase):
	def assert_ordinary(self, text, **more):
		before = self.contacts()
		message = self.writes(text, **more)
		self.assertEqual(self.state(), STILL_OPEN)
		self.assertEqual((message.record_type, self.contacts()), ("CFM Interaction", before + 1))
		self.assertEqual(self.words_of(message), text)

	def words_of(self, message):
		return vault.read_for_system(message.record_type, message.record)["message"]

	def test_everything_but_the_two_digits_goes_to_the_inbox_word_for_word(self):
		for text in ("yes", "نعم", "12", "2?", "1 but they asked for money"):
			frappe.db.delete(MESSAGE, {"purpose": help_questions.PURPOSE})
			self.asked()
			self.assert_ordinary(text)
			self.referral.db_set("question_message", None)
			frappe.db.set_value("CFM Interaction", {"state": "New"}, "state", "No feedback")

	def test_a_digit_nobody_asked_for_is_a_message(self):
		self.assert_ordinary("1")

	def test_a_digit_with_a_photograph_is_for_somebody_to_look_at(self):
		self.asked()
		with patch.object(self, "inbound", self.with_photograph):
			self.assert_ordinary("2")

	def with_photograph(self, text, **more):
		message = HelpQuestionCase.inbound(self, text, **more)
		object.__setattr__(message, "media", (MediaRef(0, "https://example.org/1"),))
		return message

	def test_after_a_week_it_is_a_message_like_any_other(self):
		self.asked(ago=OPEN_FOR + timedelta(minutes=1))
		frappe.db.set_value(MESSAGE, {"direction": "In"}, "creation", now_datetime() - timedelta(days=20))
		self.assert_ordinary("1")

	def test_just_before_a_week_is_over_it_still_counts(self):
		frappe.db.set_value(MESSAGE, {"direction": "In"}, "creation", now_datetime() - timedelta(days=20))
		self.asked(ago=OPEN_FOR - timedelta(minutes=1))
		self.writes("1")
		self.assertEqual(self.state(), CAME)

	def test_once_something_else_was_said_a_digit_may_mean_that(self):
		self.asked()
		self.asks(self.complaint, "How many of you are there?")
		question = frappe.db.get_value(MESSAGE, {"purpose": "question"})
		self.leaves(question)
		self.writes("2")
		self.assertEqual(self.state(), STILL_OPEN)

	def test_a_question_that_never_left_cannot_be_answered(self):
		self.assertEqual(self.ask(), "")
		self.writes("1")
		self.assertEqual(self.state(), STILL_OPEN)

	def test_somebody_else_answers_for_nobody(self):
		self.asked()
		self.writes("1", sender="+93709999999")
		self.assertEqual(self.state(), STILL_OPEN)

	def test_with_two_questions_open_nobody_guesses(self):
		self.asked()
		first, self.referral = self.referral, self.accepted_by_another()
		self.referral.db_set("question_message", self.second_question(first.question_message))
		self.writes("2")
		self.assertEqual(self.state(), STILL_OPEN)
		self.referral = first
		self.assertEqual(self.state(), STILL_OPEN)

	def second_question(self, message):
		row = {**self.row(message), "name": frappe.generate_hash(length=10), "idempotency_key": "another"}
		frappe.qb.into(MESSAGE).columns(*row).insert(*row.values()).run()
		self.leaves(row["name"])
		return row["name"]

	def test_stop_wins_and_ends_the_question(self):
		self.asked()
		self.writes("STOP")
		self.assertTrue(self.stopped())
		self.writes("1")
		self.assertEqual(self.state(), STILL_OPEN)
