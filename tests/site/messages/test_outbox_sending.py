"""What becomes of a message when the provider is slow, gone, unsure, strict, or our keys are refused."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.integrations.base.errors import (
	Ambiguous,
	OptedOut,
	Permanent,
	Throttled,
	Transient,
	WindowClosed,
)
from cfm_app.integrations.engine import breaker, consent, limits, outbox, outcomes, sending
from cfm_app.testing.outbox_case import POINT, OutboxCase


class TestAttempts(OutboxCase):
	def test_a_refused_connection_is_tried_again_later_and_later_and_then_it_is_sent(self):
		self.provider.script += [Transient("refused")] * 3
		name, waits = self.queue(), []
		with patch.object(outcomes, "chance", return_value=1):
			for _each in range(3):
				self.sweep()
				row = self.row(name)
				waits.append((row.next_attempt_at - now_datetime()).total_seconds())
				self.assertEqual(
					(row.state, row.error_class, row.error_code), ("Retry", "Transient", "refused")
				)
				self.later(seconds=waits[-1])
		self.assertEqual(waits, [15, 30, 60])
		self.assertEqual(self.account().failures, 3)
		self.sweep()
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Accepted", 1))
		self.assertEqual(self.account().failures, 0)

	def test_before_its_time_it_is_not_tried_again(self):
		self.provider.script += [Transient("refused")]
		name = self.queue()
		with patch.object(outcomes, "chance", return_value=1):
			self.sweep()
		with patch.object(sending, "attempt") as tried:
			self.sweep(seconds=14)
		tried.assert_not_called()
		outbox.send(name)
		self.assertEqual((self.state(name), len(self.provider.calls)), ("Retry", 1))

	def test_waits_are_spread_so_that_not_all_come_back_at_once(self):
		self.provider.script += [Transient("refused")] * 4
		names = [self.queue() for _each in "1234"]
		self.sweep()
		self.assertEqual(len({self.row(name).next_attempt_at for name in names}), 4)

	def test_too_fast_waits_as_long_as_the_provider_says_and_slows_the_line(self):
		self.provider.script += [Throttled("429", retry_after=7)]
		name = self.queue()
		room = limits.room_on(self.line)
		with patch.object(outcomes, "chance", return_value=0):
			self.sweep()
		row = self.row(name)
		self.assertEqual((row.state, row.next_attempt_at), ("Retry", now_datetime() + timedelta(seconds=7)))
		self.assertEqual(limits.room_on(self.line), room // 2 - 1)
		self.assertEqual(self.account().failures, 0)
		self.sweep(seconds=6)
		self.assertEqual(len(self.provider.calls), 1)
		self.sweep(seconds=1)
		self.assertEqual(self.state(name), "Accepted")

	def test_after_six_failures_it_lies_there_for_a_person(self):
		self.provider.script += [Throttled("429")] * 6
		name = self.queue()
		for _each in range(6):
			self.sweep(minutes=31)
		row = self.row(name)
		self.assertEqual((row.state, row.attempts, row.next_attempt_at), ("Dead letter", 6, None))
		self.sweep(hours=1)
		self.assertEqual(len(self.provider.calls), 6)
		again = outbox.resend(name)
		frappe.db.commit()
		self.sweep(minutes=1)
		self.assertEqual((self.state(again), self.row(again).resend_of), ("Accepted", name))

	def test_what_is_too_late_is_not_sent_any_more(self):
		self.settings(sending_on=0)
		name = self.queue()
		self.sweep(hours=25)
		self.assertEqual((self.state(name), self.provider.calls), ("Expired", []))

	def test_what_is_too_late_is_not_sent_by_a_worker_that_comes_before_the_sweeper(self):
		name = self.queue()
		self.later(hours=25)
		outbox.send(name)
		self.assertEqual((self.state(name), self.provider.calls), ("Queued", []))

	def test_a_number_that_cannot_be_reached_is_remembered(self):
		self.provider.script += [Permanent("no_such_number", unreachable=True)]
		name, next_one = self.queue(), self.queue()
		outbox.send(name)
		outbox.send(next_one)
		self.assertEqual((self.state(name), self.row(name).next_attempt_at), ("Failed", None))
		self.assertEqual(frappe.db.get_value(POINT, self.person, "unreachable_code"), "no_such_number")
		row = self.row(next_one)
		self.assertEqual((row.state, row.error_code), ("Blocked", "unreachable"))
		self.assertEqual(len(self.provider.calls), 1)

	def test_who_told_the_provider_to_stop_gets_nothing_that_waits(self):
		self.provider.script += [OptedOut("stop")]
		name, sibling = self.queue(), self.queue()
		outbox.send(name)
		self.assertEqual((self.state(name), self.state(sibling)), ("Blocked", "Cancelled"))
		self.assertTrue(consent.is_stopped(self.person, "information"))
		self.sweep(minutes=1)
		self.assertEqual(len(self.provider.calls), 1)

	def test_a_provider_that_breaks_in_an_unknown_way_may_have_taken_it(self):
		self.provider.script += [(KeyError("sid"), "taken")]
		name = self.queue()
		outbox.send(name)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code), ("Ambiguous", "KeyError"))
		self.sweep(seconds=61)
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Sent", 1))


class TestPerhapsTaken(OutboxCase):
	def test_an_error_of_the_server_is_cleared_up_and_nothing_is_sent_twice(self):
		self.provider.script += [(Ambiguous("503"), "taken")]
		name = self.queue()
		self.sweep()
		self.assertEqual(self.state(name), "Ambiguous")
		self.sweep(seconds=59)
		self.assertEqual(self.provider.looked_up, [])
		self.sweep(seconds=1)
		row = self.row(name)
		self.assertEqual((row.state, row.provider_key), ("Sent", f"{self.line.account}:ref-1"))
		self.assertEqual(self.provider.times_taken(name), 1)

	def test_what_was_not_found_twice_is_sent_again(self):
		self.provider.script += [Ambiguous("timeout")]
		name = self.queue()
		self.sweep()
		self.sweep(seconds=60)
		self.assertEqual((self.state(name), self.row(name).lookups), ("Ambiguous", 1))
		self.sweep(seconds=60)
		self.assertEqual((self.state(name), self.provider.looked_up), ("Retry", [name, name]))
		self.sweep(minutes=30)
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Accepted", 1))

	def test_a_report_that_comes_in_time_settles_it_without_a_look_up(self):
		self.provider.script += [(Ambiguous("timeout"), "taken")]
		name = self.queue()
		self.sweep()
		self.later(seconds=5)
		self.assertTrue(self.report(name, "Sent"))
		self.sweep(minutes=5)
		row = self.row(name)
		self.assertEqual((row.state, row.provider_key), ("Sent", f"{self.line.account}:ref-1"))
		self.assertEqual((len(self.provider.calls), self.provider.looked_up), (1, []))

	def test_a_report_during_the_call_is_not_overwritten_by_its_end(self):
		def reported_first(message):
			frappe.db.commit()
			self.provider.taken.append((message.name, "ref-1", message))
			self.report(message.name, "Delivered")
			return Ambiguous("timeout"), False

		self.provider.script += [reported_first]
		name = self.queue()
		outbox.send(name)
		row = self.row(name)
		self.assertEqual((row.state, row.next_attempt_at), ("Delivered", None))
		self.sweep(minutes=5)
		self.assertEqual(self.provider.times_taken(name), 1)

	def test_a_provider_that_cannot_be_asked_now_is_asked_later(self):
		self.provider.script += [(Ambiguous("503"), "taken"), Transient("refused"), Transient("refused")]
		name = self.queue()
		for _each in range(4):
			self.sweep(seconds=60)
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Sent", 1))

	def test_a_worker_that_died_after_the_call_leaves_something_to_clear_up(self):
		name = self.queue()
		with (
			patch.object(outcomes, "taken", side_effect=KeyboardInterrupt),
			self.assertRaises(KeyboardInterrupt),
		):
			outbox.send(name)
		frappe.db.rollback()
		self.assertEqual(self.state(name), "Sending")
		self.sweep(seconds=119)
		self.assertEqual(self.state(name), "Sending")
		self.sweep(seconds=2)
		self.assertEqual(self.state(name), "Ambiguous")
		self.sweep(seconds=61)
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Sent", 1))

	def test_a_worker_that_died_before_the_call_leaves_something_to_send(self):
		name = self.queue()
		with patch.object(breaker, "pass_through", side_effect=KeyboardInterrupt):
			self.assertRaises(KeyboardInterrupt, outbox.send, name)
		frappe.db.rollback()
		self.sweep(seconds=121)
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Accepted", 1))
		self.assertEqual(self.provider.looked_up, [])


class TestGatewayThatKnowsNothing(OutboxCase):
	abilities = {"finds_messages": False}

	def test_where_nobody_can_be_asked_a_person_decides_and_nothing_goes_twice_by_itself(self):
		self.provider.script += [(Ambiguous("timeout"), "taken")]
		name = self.queue()
		self.sweep()
		self.sweep(minutes=5)
		self.assertEqual(self.state(name), "Ambiguous")
		self.sweep(minutes=6)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code), ("Dead letter", "unknown_outcome"))
		self.sweep(hours=3)
		self.assertEqual((len(self.provider.calls), self.provider.looked_up), (1, []))
		self.report(name, "Delivered")
		self.assertEqual(self.state(name), "Delivered")


class TestWindowThatTheProviderCountsOtherwise(OutboxCase):
	def approve(self, state):
		values = {"content_sid": "HX1", "approval_state": state}
		frappe.db.set_value("CFM Message Template", self.template, values)
		frappe.db.commit()

	def test_with_approved_words_it_goes_at_once_and_without_it_is_blocked(self):
		for state, ends_as, calls in (("pending", "Blocked", 1), ("approved", "Accepted", 2)):
			with self.subTest(approval=state):
				self.approve(state)
				self.provider.calls.clear()
				self.provider.script += [WindowClosed("closed")]
				name = self.queue()
				outbox.send(name)
				self.assertEqual((self.state(name), len(self.provider.calls)), (ends_as, calls))
		((_name, _ref, message),) = self.provider.taken
		self.assertEqual((message.content_sid, message.content_variables), ("HX1", {"1": "CC-7K2M4-9QRST"}))
