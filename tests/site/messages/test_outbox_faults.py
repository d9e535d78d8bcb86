"""Whatever fails and in whatever order: a message was taken once, or it lies there visibly and says why."""

import os
import random
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Barrier
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
	RuleBasedStateMachine,
	initialize,
	invariant,
	precondition,
	rule,
	run_state_machine_as_test,
)

import frappe

from cfm_app.integrations.base.errors import (
	Ambiguous,
	ConfigBroken,
	OptedOut,
	Permanent,
	Throttled,
	Transient,
)
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import breaker, contact_points, lookups, outbox, outcomes, sending
from cfm_app.rules.message_states import ENDED_BADLY, RANKS, UNDER_WAY, WAITING
from cfm_app.testing.at_once import alone, somebody_else_is_faster
from cfm_app.testing.outbox_case import MESSAGE, NOON, PHONE, OutboxCase, utc

NOT_TAKEN = (Transient("refused"), Throttled("429", retry_after=7), Permanent("13"), ConfigBroken("401"))
PERHAPS = (
	(Ambiguous("timeout"), True),
	(Ambiguous("503"), False),
	(RuntimeError(), True),
	(OSError(), False),
)
FAULTS = (*NOT_TAKEN, *PERHAPS)
WHICH = st.integers(0, 9)
REPORTS = ("Sent", "Delivered", "Read", "Undelivered")


class Killed(BaseException):
	"""The end of a worker: nothing it has not committed is there afterwards."""


class OutboxMachine(RuleBasedStateMachine):
	"""Messages are queued, providers fail, workers die, reports come, time goes by."""

	def __init__(self, case):
		super().__init__()
		self.case, self.provider, self.names = case, case.provider, []
		case.begin_anew()

	@initialize()
	def some_are_queued_already(self):
		self.names = [self.case.queue() for _each in range(3)]

	@rule()
	def somebody_queues_a_message(self):
		self.names.append(self.case.queue())

	@rule(which=WHICH)
	def a_worker_takes_one(self, which):
		outbox.send(self.names[which % len(self.names)])

	@rule(which=WHICH, fault=st.sampled_from(FAULTS))
	def a_worker_takes_one_and_the_provider_fails(self, which, fault):
		self.provider.script[:] = [fault]
		outbox.send(self.one_that_waits(which))
		self.provider.script.clear()

	@rule(which=WHICH, taken=st.booleans())
	def a_worker_dies_in_the_call(self, which, taken):
		self.provider.script[:] = [(Killed(), taken)]
		try:
			outbox.send(self.one_that_waits(which))
		except Killed:
			frappe.db.rollback()
		self.provider.script.clear()

	@precondition(lambda self: self.provider.taken)
	@rule(which=WHICH, state=st.sampled_from(REPORTS))
	def the_provider_reports(self, which, state):
		name, ref, _message = self.provider.taken[which % len(self.provider.taken)]
		self.case.report(name, state, ref=ref)

	@rule(seconds=st.sampled_from((1, 15, 61, 130, 1900)))
	def time_goes_by_and_the_sweeper_comes(self, seconds):
		self.case.sweep(seconds=seconds)

	@rule()
	def somebody_mends_the_account(self):
		breaker.resume(self.case.line.account)
		frappe.db.commit()

	@invariant()
	def nothing_is_sent_twice(self):
		for name in self.names:
			assert self.provider.times_taken(name) <= 1, "the provider took it twice"

	@invariant()
	def each_message_is_in_a_state_that_says_what_happened(self):
		for row in self.rows():
			taken = self.provider.times_taken(row.name)
			if row.state in RANKS and row.state not in ENDED_BADLY:
				assert taken, "called sent, but nobody took it"
			if row.state in WAITING:
				assert not taken, "taken, but it waits to be sent again"
				assert row.next_attempt_at, "waits for nothing"

	def rows(self):
		frappe.db.commit()
		return frappe.get_all(MESSAGE, {"name": ["in", self.names or [""]]}, "*")

	def one_that_waits(self, which):
		"""Return a message that may still go, or else any: the more is sent, the more can fail."""
		waiting = {row.name for row in self.rows() if row.state in WAITING}
		names = [name for name in self.names if name in waiting] or self.names
		return names[which % len(names)]

	def teardown(self):
		for _each in range(16):
			breaker.resume(self.case.line.account)
			self.case.sweep(minutes=31)
		for row in self.rows():
			assert row.state not in (*WAITING, *UNDER_WAY), f"{row.state} for ever"
			assert self.provider.times_taken(row.name) == 1 or row.state in ENDED_BADLY


class TestUnderRandomFaults(OutboxCase):
	def test_each_message_is_taken_once_or_lies_there_and_says_why(self):
		patience = settings(
			max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
		)
		# the pause before a next try is drawn by chance: Hypothesis needs one that it can draw again
		with patch.object(outcomes, "chance", random.random):
			run_state_machine_as_test(lambda: OutboxMachine(self), settings=patience)
		self.assertEqual(self.provider.script, [])

	def begin_anew(self):
		self.clock.move_to(utc(NOON))
		self._remove_what_was_sent()
		for memory in (self.provider.script, self.provider.taken, self.provider.calls):
			memory.clear()
		self.person = contact_points.remember(Address("phone", PHONE))
		frappe.db.commit()


class TestTwoWorkersAtOnce(OutboxCase):
	def test_whoever_comes_second_finds_nothing_to_do(self):
		names = [self.queue() for _each in range(6)]
		site, together = frappe.local.site, Barrier(4)

		def worker(_number):
			frappe.init(site=site, sites_path=".")
			frappe.connect()
			together.wait()
			try:
				for name in names:
					outbox.send(name)
			finally:
				frappe.destroy()

		with ThreadPoolExecutor(4) as pool:
			list(pool.map(worker, range(4)))
		self.assertEqual([self.provider.times_taken(name) for name in names], [1] * 6)
		self.assertEqual({self.state(name) for name in names}, {"Accepted"})

	def test_a_worker_that_comes_back_from_the_dead_overwrites_nothing(self):
		def slept_too_long(message):
			frappe.db.commit()
			self.sweep(seconds=121)
			self.sweep(seconds=61)
			self.sweep(seconds=61)
			return Permanent("late"), False

		self.provider.script += [slept_too_long]
		name = self.queue()
		outbox.send(name)
		self.assertEqual((self.state(name), self.row(name).error_code), ("Retry", "not_found"))

	def test_while_one_is_at_it_another_leaves_it_alone(self):
		def meanwhile(message):
			frappe.db.commit()
			self.later(seconds=1)
			outbox.send(message.name)

		self.provider.script += [meanwhile]
		name = self.queue()
		outbox.send(name)
		self.assertEqual((self.state(name), self.provider.times_taken(name)), ("Accepted", 1))

	def test_a_worker_that_lost_its_turn_does_not_end_what_another_has_begun(self):
		def another_has_it(message):
			frappe.db.commit()
			for span in (121, 61, 61):
				self.sweep(seconds=span)
			self.later(minutes=30)
			self.assertIsNotNone(sending._lease(message.name))
			return Permanent("late"), False

		self.provider.script += [another_has_it]
		name = self.queue()
		outbox.send(name)
		self.assertEqual(self.state(name), "Sending")

	def test_two_who_ask_about_a_message_at_once_have_asked_once(self):
		"""Counted twice, it would pass for looked up twice and go out again, perhaps a second time."""
		self.provider.script += [(Ambiguous("timeout"), False)]
		name, site = self.queue(), frappe.local.site
		outbox.send(name)
		self.later(seconds=61)
		another = partial(alone, site, "Administrator", partial(lookups.look_up, name))
		with somebody_else_is_faster((lookups, "_lease"), another):
			lookups.look_up(name)
		self.assertEqual(self.provider.looked_up, [name])
		self.assertEqual((self.state(name), self.row(name).lookups), ("Ambiguous", 1))

	def test_a_message_that_may_not_go_any_more_when_its_turn_comes_costs_no_call(self):
		self.provider.script += [OptedOut("stop")]
		names = [self.queue() for _each in range(3)]
		self.sweep()
		self.assertEqual(sorted(self.state(name) for name in names), ["Blocked", "Cancelled", "Cancelled"])
		self.assertEqual(len(self.provider.calls), 1)


WORKER = """
import os, sys
import frappe
from cfm_app.testing.scripted_provider import on_duty
from cfm_app.integrations.engine import outbox
frappe.init(site=sys.argv[1], sites_path=".")
frappe.connect()
def wait_for_the_end(message):
	print("taken", flush=True)
	sys.stdin.read()
with on_duty() as provider:
	provider.script.append(wait_for_the_end)
	outbox.send(sys.argv[2])
"""


class TestAWorkerIsKilled(OutboxCase):
	def test_between_the_call_and_its_result_and_the_message_is_cleared_up(self):
		"""A real process, killed as the kernel kills one, while the provider's answer is on its way."""
		name = self.queue()
		self.change(name, valid_until="2099-01-01")  # the other process has the real time
		command = [sys.executable, "-c", WORKER, frappe.local.site, name]
		worker = Popen(command, stdin=PIPE, stdout=PIPE, cwd=Path.cwd())
		self.assertEqual(worker.stdout.readline(), b"taken\n")
		os.kill(worker.pid, signal.SIGKILL)
		worker.communicate()
		row = self.row(name)
		self.assertEqual((row.state, row.attempts), ("Sending", 1))
		self.provider.taken.append((name, "ref-1", None))
		self.change(name, lease_until=NOON - timedelta(seconds=1))
		self.sweep()
		self.assertEqual(self.state(name), "Ambiguous")
		self.sweep(seconds=60)
		self.assertEqual((self.state(name), self.provider.calls), ("Sent", []))

	def change(self, name, **values):
		frappe.db.set_value(MESSAGE, name, values, update_modified=False)
		frappe.db.commit()
