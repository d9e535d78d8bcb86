"""Deliveries, workers and failures in any order: at the end everything that was written is there, once."""

from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import frappe
from frappe.utils import now_datetime

from cfm_app.integrations.engine import arrivals, inbox, open_events
from cfm_app.testing.inbox_case import EVENT, InboxCase
from cfm_app.testing.signed_gateway import text

PEOPLE = ("+573001234567", "+573007654321")
STEPS = st.one_of(
	st.tuples(st.just("deliver"), st.integers(0, 4)),
	st.tuples(st.sampled_from(["work", "fail", "die_before_commit", "die_at_start", "sweep"]), st.just(0)),
)


class Died(BaseException):
	"""The process is gone: nothing after this runs, and nobody tidies up."""


class TestFaults(InboxCase):
	@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
	@given(st.lists(STEPS, min_size=3, max_size=14))
	def test_everything_arrives_once_whatever_breaks(self, steps):
		self._remove_what_came()
		self.handed_over.clear()
		delivered = Counter()
		for step, number in steps:
			if step == "deliver":
				sent = text(f"SM{number}", f"words {number}", PEOPLE[number % 2])
				self.assertEqual(self.send(sent).status_code, 200)
				delivered[f"SM{number}"] += 1
			else:
				getattr(self, step)()
		self.let_the_sweeper_finish()
		self.assert_each_is_there_once(delivered)

	def work(self):
		if self.handed_over:
			inbox.process(self.handed_over.pop(0))
		self.look_again()

	def fail(self):
		with patch.object(arrivals, "insert_row", side_effect=RuntimeError):
			self.work()

	def die_before_commit(self):
		self.die(open_events, "_done")

	def die_at_start(self):
		self.die(open_events, "_carry_out")

	def die(self, module, function):
		try:
			with patch.object(module, function, side_effect=Died):
				self.work()
		except Died:
			self.look_again()

	def sweep(self):
		inbox.sweep()
		self.look_again()

	def let_the_sweeper_finish(self):
		"""Let so much time pass, again and again, that every lease and every wait is over."""
		for _round in range(3):
			with patch.object(open_events, "now_datetime", return_value=now_datetime() + timedelta(hours=1)):
				for event in self.events(state=["in", open_events.OPEN]):
					frappe.db.set_value(EVENT, event.name, "next_attempt_at", now_datetime())
				frappe.db.commit()
				inbox.sweep()
		self.look_again()

	def assert_each_is_there_once(self, delivered):
		self.assertEqual({event.state for event in self.events()} | {"Done"}, {"Done"})
		self.assertEqual(len(self.events()), len(delivered))
		self.assertEqual(
			sum(event.duplicates for event in self.events()), sum(delivered.values()) - len(delivered)
		)
		keys = [message.provider_key.rpartition(":")[2] for message in self.messages()]
		self.assertEqual(sorted(keys), sorted(delivered))
		records = {message.record for message in self.messages()}
		self.assertEqual(len(records), len({int(id[2:]) % 2 for id in delivered}))
