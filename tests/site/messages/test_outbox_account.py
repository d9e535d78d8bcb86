"""A provider that is gone gets a rest, refused keys pause the account, and a switch stops everything."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, BrokenBarrierError
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.integrations.base.errors import (
	Ambiguous,
	ConfigBroken,
	Transient,
)
from cfm_app.integrations.engine import breaker, limits, outbox
from cfm_app.testing.at_once import alone, somebody_else_is_faster
from cfm_app.testing.outbox_case import OutboxCase


class TestBreaker(OutboxCase):
	def test_five_failures_in_a_row_give_the_provider_a_minute_and_then_one_may_try(self):
		def another_wants_to_try_too(message):
			frappe.db.commit()
			outbox.send(names[7])
			return Transient("refused"), False

		self.provider.script += [Transient("refused")] * 5 + [another_wants_to_try_too]
		names = [self.queue() for _each in range(8)]
		for name in names[:5]:
			outbox.send(name)
		self.assertEqual(self.account().open_until, now_datetime() + timedelta(seconds=60))
		outbox.send(names[5])
		row = self.row(names[5])
		self.assertEqual((row.state, row.error_code, row.attempts), ("Queued", "breaker_open", 0))
		self.later(seconds=60)
		outbox.send(names[6])
		self.assertEqual(len(self.provider.calls), 6)
		self.assertEqual([self.state(name) for name in names[6:]], ["Retry", "Queued"])
		self.later(seconds=60)
		outbox.send(names[7])
		self.assertEqual((self.state(names[7]), self.account().failures), ("Accepted", 0))
		self.sweep(minutes=30)
		self.assertEqual({self.state(name) for name in names}, {"Accepted"})

	def test_an_answer_in_between_starts_the_count_anew(self):
		self.provider.script += [Transient("refused")] * 4 + [None] + [Transient("refused")] * 4
		for _each in range(9):
			outbox.send(self.queue())
		self.assertIsNone(self.account().open_until)

	def test_refused_keys_pause_the_account_once_and_mended_ones_let_everything_go(self):
		names = [self.queue() for _each in range(3)]
		self.provider.script += [ConfigBroken("20003")]
		with patch("cfm_app.handling.alerts.tell_all") as told:
			self.sweep()
			self.sweep(minutes=1)
			outbox.send(names[1])
		self.assertEqual([call.args[2] for call in told.call_args_list], ["account_paused"])
		self.assertEqual({self.state(name) for name in names}, {"Queued"})
		self.assertEqual((self.account().paused_code, len(self.provider.calls)), ("20003", 1))
		self.assertEqual(self.row(names[0]).attempts, 0)
		breaker.resume(self.line.account)
		self.sweep(minutes=1)
		self.assertEqual({self.state(name) for name in names}, {"Accepted"})

	def test_who_finds_the_keys_refused_a_moment_later_alarms_nobody_again(self):
		with patch("cfm_app.handling.alerts.tell_all") as told:
			breaker.pause(self.line.account, "20003")
			breaker.pause(self.line.account, "30002")
		self.assertEqual((told.call_count, self.account().paused_code), (1, "20003"))

	def test_a_paused_account_is_not_asked_what_became_of_a_message(self):
		self.provider.script += [(Ambiguous("503"), "taken")]
		name = self.queue()
		self.sweep()
		breaker.pause(self.line.account, "20003")
		self.sweep(minutes=2)
		self.assertEqual((self.state(name), self.provider.looked_up), ("Ambiguous", []))
		breaker.resume(self.line.account)
		self.sweep(minutes=2)
		self.assertEqual(self.state(name), "Sent")

	def test_while_sending_is_switched_off_everything_waits(self):
		self.settings(sending_on=0)
		name = self.queue()
		self.sweep(minutes=1)
		outbox.send(name)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code, self.provider.calls), ("Queued", "sending_off", []))
		self.settings(sending_on=1)
		self.sweep(minutes=1)
		self.assertEqual(self.state(name), "Accepted")

	def test_a_rule_that_breaks_is_no_yes(self):
		name = self.queue()
		with patch("cfm_app.integrations.engine.content_guard.check", side_effect=RuntimeError):
			outbox.send(name)
		row = self.row(name)
		self.assertEqual((row.state, row.error_class, self.provider.calls), ("Retry", "NotAsked", []))


class TestTheBudgetOfTheDay(OutboxCase):
	price = 1

	def test_two_workers_at_once_do_not_both_spend_the_last_of_it(self):
		self.settings(daily_budget=1)
		spent, both_have_looked = limits.spent_today, Barrier(2)

		def look_together():
			amount = spent()
			with suppress(BrokenBarrierError):
				both_have_looked.wait(1)
			return amount

		works = [partial(outbox.send, self.queue()) for _each in "12"]
		with patch.object(limits, "spent_today", look_together), ThreadPoolExecutor(2) as pool:
			list(pool.map(partial(alone, frappe.local.site, "Administrator"), works))
		self.assertEqual(len(self.provider.taken), 1)

	def test_what_another_has_sent_while_one_waited_for_its_turn_is_counted(self):
		self.settings(daily_budget=1)
		mine, hers = self.queue(), self.queue()
		by_another = partial(alone, frappe.local.site, "Administrator", partial(outbox.send, hers))
		with somebody_else_is_faster((limits, "wait_for_turn"), by_another):
			outbox.send(mine)
		self.assertEqual((self.state(hers), self.row(mine).error_code), ("Accepted", "budget"))

	def test_what_may_have_been_taken_is_counted_until_it_is_known(self):
		self.settings(daily_budget=1)
		self.provider.script += [(Ambiguous("timeout"), False)]
		perhaps, next_one = self.queue(), self.queue()
		outbox.send(perhaps)
		outbox.send(next_one)
		self.assertEqual((self.state(perhaps), self.row(next_one).error_code), ("Ambiguous", "budget"))
