"""A report that should have come does not come: the provider is asked, and if it cannot tell, that is said."""

from datetime import timedelta
from unittest.mock import patch

import frappe

from cfm_app.handling import message_failures
from cfm_app.integrations.base.errors import ConfigBroken, Permanent, Transient
from cfm_app.integrations.engine import message_rows, outbox, status_questions
from cfm_app.testing.outbox_case import ACCOUNT, NOON, OutboxCase

FOUR_TIMES = (10, 60, 6 * 60, 24 * 60)


class Questions(OutboxCase):
	def taken(self):
		name = self.queue()
		outbox.send(name)
		self.assertEqual(self.state(name), "Accepted")
		return name

	def sweep_at(self, minutes):
		"""Let the sweeper come so many minutes after noon."""
		self.clock.move_to(self.noon + timedelta(minutes=minutes))
		outbox.send_due()

	def setUp(self):
		super().setUp()
		self.noon = self.clock()


class TestProviderThatCanBeAsked(Questions):
	abilities = {"tells_status": True}

	def test_what_it_knows_is_written_as_if_it_had_reported(self):
		name = self.taken()
		self.sweep_at(9)
		self.assertEqual(self.provider.asked, [])
		self.provider.script += ["Delivered"]
		self.sweep_at(10)
		row = self.row(name)
		self.assertEqual((row.state, row.next_attempt_at, row.error_code), ("Delivered", None, None))
		self.sweep_at(60)
		self.assertEqual(len(self.provider.asked), 1)

	def test_that_it_did_not_arrive_has_the_same_effects_as_a_report(self):
		name = self.taken()
		self.provider.script += ["Undelivered"]
		self.sweep_at(10)
		self.assertEqual(self.state(name), "Undelivered")

	def test_it_is_asked_four_times_and_then_nobody_knows_until_a_report_comes(self):
		name = self.taken()
		for minutes in FOUR_TIMES:
			self.assertIsNone(self.row(name).error_code)
			self.sweep_at(minutes - 1)
			self.sweep_at(minutes)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, row.next_attempt_at), ("Accepted", "no_report", None))
		self.assertIn("nobody knows", message_failures.in_words(row.error_class, row.error_code))
		self.sweep_at(10 * 24 * 60)
		self.assertEqual(len(self.provider.asked), 4)
		self.report(name, "Delivered")
		self.assertEqual((self.state(name), self.row(name).error_code), ("Delivered", None))

	def test_a_report_on_the_way_does_not_begin_the_questions_anew(self):
		name = self.taken()
		self.sweep_at(10)
		self.report(name, "Sent")
		for minutes in FOUR_TIMES:
			self.sweep_at(minutes)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, row.next_attempt_at), ("Sent", None, None))
		self.assertEqual(len(self.provider.asked), 4)

	def test_a_provider_that_is_not_there_or_has_forgotten_it_is_asked_no_oftener(self):
		name = self.taken()
		self.provider.script += [Transient("refused"), Permanent("404"), RuntimeError(), None]
		for minutes in FOUR_TIMES:
			self.sweep_at(minutes)
		self.assertEqual((len(self.provider.asked), self.row(name).error_code), (4, "no_report"))

	def test_refused_keys_pause_the_account_and_a_paused_account_is_not_asked(self):
		name = self.taken()
		self.provider.script += [ConfigBroken("401")]
		self.sweep_at(10)
		self.assertEqual(self.account().paused_code, "401")
		self.sweep_at(60)
		self.assertEqual(len(self.provider.asked), 1)
		self.breaker_closes()
		self.provider.script += ["Delivered"]
		self.sweep_at(61)
		self.assertEqual(self.state(name), "Delivered")

	def test_while_the_provider_is_spared_no_question_is_lost(self):
		name = self.taken()
		closed_until = NOON + timedelta(minutes=12)
		frappe.db.set_value(ACCOUNT, self.line.account, "open_until", closed_until)
		frappe.db.commit()
		self.sweep_at(10)
		self.assertEqual((self.provider.asked, self.row(name).lookups), ([], 0))
		self.sweep_at(13)
		self.assertEqual(len(self.provider.asked), 1)

	def test_two_sweepers_ask_once(self):
		name = self.taken()
		self.clock.tick(timedelta(minutes=10))
		with patch.object(message_rows, "whole", return_value=self.row(name)):
			status_questions.ask(name)
			status_questions.ask(name)
		self.assertEqual((len(self.provider.asked), self.row(name).lookups), (1, 1))


class TestGatewayThatOnlyReports(Questions):
	def test_it_is_not_asked_and_after_a_day_nobody_knows(self):
		name = self.taken()
		for minutes in FOUR_TIMES:
			self.assertIsNone(self.row(name).error_code)
			self.sweep_at(minutes)
		self.assertEqual((self.provider.asked, self.row(name).error_code), ([], "no_report"))


class TestMailServer(Questions):
	abilities = {"delivery_reports": False}

	def test_where_no_report_is_to_be_expected_none_is_missed(self):
		name = self.taken()
		for minutes in FOUR_TIMES:
			self.sweep_at(minutes)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, row.next_attempt_at), ("Accepted", None, None))
