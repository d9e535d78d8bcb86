"""What a person writes arrives once: however often it is delivered, whatever breaks down on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

from redis.exceptions import RedisError

import frappe
from frappe.utils import now_datetime

from cfm_app.exceptions import GuardRefused
from cfm_app.integrations.engine import arrivals, inbox, open_events, status
from cfm_app.testing.inbox_case import EVENT, InboxCase
from cfm_app.testing.signed_gateway import call, text
from cfm_app.testing.web_server import THREADS


class TestOnce(InboxCase):
	def test_a_repeated_delivery_changes_nothing(self):
		first = self.write("SM1")
		answers = [self.send(text("SM1")) for _again in range(3)]
		self.assertEqual({(answer.status_code, answer.get_data()) for answer in answers}, {(200, b"<ok/>")})
		self.assertEqual(self.handed_over, [])
		(event,) = self.events()
		self.assertEqual((event.state, event.duplicates, event.message), ("Done", 3, first))
		self.assertEqual(len(self.messages()), 1)

	def test_nor_does_a_replay_when_what_it_said_is_long_gone(self):
		self.write("SM1")
		long_ago = {"sealed": None, "key_id": None, "purged_on": now_datetime()}
		frappe.db.set_value(EVENT, {"line": self.line.name}, long_ago)
		frappe.db.commit()
		self.assertEqual(self.send(text("SM1")).status_code, 200)
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual([event.duplicates for event in self.events()], [1])

	def test_delivered_many_times_at_once_it_is_one_message(self):
		answers = self.server.ask_all([call(self.line, text("SM1"))] * 12, threads=12)
		self.assertEqual({answer.status_code for answer in answers}, {200})
		(event,) = self.events()
		self.assertEqual((event.duplicates, self.handed_over), (11, [event.name]))
		self.in_parallel(inbox.process, [event.name] * THREADS)
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual(self.record_of("SM1").state, "New")

	def test_two_messages_at_once_from_somebody_new_are_one_contact(self):
		self.server.ask_all([call(self.line, text(f"SM{n}", f"part {n}")) for n in range(6)])
		self.in_parallel(inbox.process, list(self.handed_over))
		self.in_parallel(inbox.process, [event.name for event in self.events() if event.state != "Done"])
		self.again_later()
		self.assertEqual({event.state for event in self.events()}, {"Done"})
		self.assertEqual(len(self.messages()), 6)
		self.assertEqual(len({message.record for message in self.messages()}), 1)

	def test_the_same_message_under_two_keys_is_one(self):
		"""A provider that delivers again after months may number its deliveries anew."""
		self.write("SM1")
		event = frappe.get_all(EVENT, {"line": self.line.name}, "*")[0]
		with patch.object(inbox, "event_key", return_value="another key"):
			self.send(text("SM1"))
		self.work()
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual(len(self.events(state="Done")), 2)
		self.assertNotEqual(event.event_key, "another key")

	def test_a_worker_that_was_thought_dead_does_not_do_it_again(self):
		"""Its lease ran out and another one is at it; not even the provider's id would tell that it is done."""
		self.send(text("SM1"))
		with (
			patch.object(open_events, "_taken", return_value=True),
			patch.object(arrivals.provider_keys, "of", return_value=None),
		):
			self.in_parallel(inbox.process, self.handed_over * THREADS)
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual(len(self.events(state="Done")), 1)

	def in_parallel(self, work, names):
		"""Let several workers do this, each with a connection of its own."""
		site, sites = frappe.local.site, frappe.local.sites_path

		def one(name):
			frappe.init(site=site, sites_path=sites)
			frappe.connect()
			frappe.flags.in_test = True
			try:
				work(name)
			finally:
				frappe.destroy()

		with ThreadPoolExecutor(THREADS) as pool:
			list(pool.map(one, names))
		self.look_again()

	def again_later(self):
		"""Let the sweeper come when everything that was broken off is due again."""
		frappe.db.set_value(
			EVENT,
			{"line": self.line.name, "state": "Failed"},
			"next_attempt_at",
			now_datetime() - timedelta(1),
		)
		frappe.db.commit()
		inbox.sweep()
		self.look_again()


class TestNothingIsLost(InboxCase):
	def test_without_redis_the_call_is_answered_and_the_sweeper_takes_the_message_in(self):
		with patch.object(inbox, "start_soon", START_SOON), patch("frappe.enqueue", side_effect=RedisError):
			self.assertEqual(self.send(text("SM1")).status_code, 200)
		self.sweep_after_a_minute()
		self.assertEqual(self.record_of("SM1").state, "New")
		self.assertEqual([event.state for event in self.events()], ["Done"])

	def test_a_worker_that_is_killed_before_it_begins_leaves_it_to_the_sweeper(self):
		self.send(text("SM1"))
		inbox.sweep()
		self.assertEqual([event.state for event in self.events()], ["New"], "the worker still has its time")
		self.sweep_after_a_minute()
		self.assertEqual(len(self.messages()), 1)

	def test_a_worker_that_is_killed_in_the_middle_leaves_nothing_half_done(self):
		self.send(text("SM1"))
		with patch.object(open_events, "_done", side_effect=SystemExit), self.assertRaises(SystemExit):
			inbox.process(self.handed_over[0])
		self.assertEqual(self.messages(), [])
		(event,) = self.events()
		self.assertEqual((event.state, event.attempts), ("New", 1))
		inbox.process(event.name)
		self.assertEqual(self.messages(), [], "as far as anybody knows the first worker is still at it")
		self.sweep_after(open_events.LEASE)
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual([(event.state, event.attempts) for event in self.events()], [("Done", 2)])

	def test_what_fails_is_tried_again_later_and_at_last_shown_to_a_person(self):
		self.send(text("SM1"))
		with (
			patch.object(arrivals, "take", side_effect=ValueError("her words")),
			patch("cfm_app.handling.alerts.tell_all") as told,
		):
			inbox.process(self.handed_over[0])
			(event,) = self.events()
			self.assertEqual((event.state, event.reason), ("Failed", "ValueError"))
			inbox.sweep()
			self.assertEqual(self.events()[0].attempts, 1, "not before its time")
			for _attempt in range(5):
				self.sweep_after(timedelta(hours=1))
		(event,) = self.events()
		self.assertEqual((event.state, event.attempts), ("Parked", 6))
		self.assertEqual([args.args[2] for args in told.call_args_list], ["message_parked"])
		self.assertEqual(inbox.summary()["parked"], 1)
		self.sweep_after(timedelta(days=1))
		self.assertEqual(self.messages(), [])

	def test_a_person_tries_a_parked_one_again(self):
		self.send(text("SM1"))
		frappe.db.set_value(
			EVENT, {"line": self.line.name}, {"state": "Parked", "attempts": 6, "reason": "X"}
		)
		frappe.db.commit()
		inbox.retry(self.events()[0].name)
		frappe.db.commit()
		self.work()
		self.assertEqual([event.state for event in self.events()], ["Done"])
		self.assertEqual(len(self.messages()), 1)
		with self.assertRaises(GuardRefused):
			inbox.retry(self.events()[0].name)
		self.look_again()

	def test_a_message_that_cannot_be_read_does_not_stop_the_next_one(self):
		for id in ("SM1", "SM2"):
			self.send(text(id))
		frappe.db.set_value(EVENT, self.events()[0].name, "sealed", "broken")
		frappe.db.commit()
		self.sweep_after_a_minute()
		self.assertEqual([event.state for event in self.events()], ["Failed", "Done"])
		self.assertTrue(self.message_of("SM2"))

	def sweep_after_a_minute(self):
		self.sweep_after(timedelta(minutes=1))

	def sweep_after(self, span):
		"""Let so much time pass and the sweeper come."""
		frappe.db.commit()
		with patch.object(open_events, "now_datetime", return_value=now_datetime() + span):
			for event in self.events(state="Failed"):
				frappe.db.set_value(EVENT, event.name, "next_attempt_at", now_datetime())
			frappe.db.commit()
			inbox.sweep()
		self.look_again()


class TestSwitchedOff(InboxCase):
	"""Few providers call twice. What a person wrote is taken in and waits, sealed, until the line is on again."""

	def test_nothing_is_lost_while_the_inbox_is_switched_off(self):
		self.assert_held(
			lambda on: self.switch("CFM Channel Settings", "CFM Channel Settings", "receiving_on", on)
		)

	def test_nor_while_a_line_is(self):
		self.assert_held(lambda on: self.switch("CFM Message Line", self.line.name, "is_active", on))

	def test_nor_while_a_line_only_sends(self):
		self.assert_held(lambda on: self.switch("CFM Message Line", self.line.name, "receives", on))

	def test_nor_while_the_account_is(self):
		self.assert_held(lambda on: self.switch("CFM Provider Account", self.line.account, "is_active", on))

	def test_reports_about_what_went_out_are_taken_all_the_same(self):
		self.switch("CFM Channel Settings", "CFM Channel Settings", "receiving_on", 0)
		self.addCleanup(self.switch, "CFM Channel Settings", "CFM Channel Settings", "receiving_on", 1)
		with patch.object(status, "apply", return_value=True) as applied:
			self.send({"id": "OUT1", "status": "delivered"}, "status")
			self.work()
		applied.assert_called_once()

	def assert_held(self, switch):
		switch(0)
		self.addCleanup(switch, 1)
		self.assertEqual(self.send(text("SM1")).status_code, 200)
		self.work()
		with patch.object(open_events, "now_datetime", return_value=now_datetime() + timedelta(days=3)):
			inbox.sweep()
		(event,) = self.events()
		self.assertEqual((event.state, event.attempts, self.messages()), ("New", 0, []))
		self.assertEqual(inbox.summary()["held"], 1)
		switch(1)
		inbox.process(event.name)
		self.assertEqual(len(self.messages()), 1)
		self.assertEqual(inbox.summary()["held"], 0)

	def switch(self, doctype, name, field, value):
		doc = frappe.get_doc(doctype, name)
		doc.set(field, value)
		doc.save()
		frappe.db.commit()


START_SOON = inbox.start_soon
