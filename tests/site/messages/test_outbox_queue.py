"""A message leaves after the commit, once, or it does not leave."""

from functools import partial
from unittest.mock import patch

from redis.exceptions import ConnectionError as RedisIsDown

import frappe

from cfm_app.exceptions import GuardRefused
from cfm_app.integrations.base.errors import Permanent
from cfm_app.integrations.engine import outbox
from cfm_app.testing.at_once import alone, somebody_else_is_faster
from cfm_app.testing.outbox_case import MESSAGE, PHONE, OutboxCase

SAME = {"idempotency_key": "received|CC-7K2M4-9QRST"}


class TestQueueing(OutboxCase):
	def test_a_message_waits_sealed_and_leaves_with_its_words(self):
		name = self.queue()
		waiting = self.row(name)
		self.assertEqual((waiting.state, waiting.kind, waiting.segments), ("Queued", "SMS", 1))
		self.assertNotIn("CC-7K2M4-9QRST", frappe.as_json(waiting))
		self.assertEqual(outbox.body_of(name), "We received your message. Reference CC-7K2M4-9QRST.")
		outbox.send(name)
		sent = self.row(name)
		self.assertEqual((sent.state, sent.provider_key), ("Accepted", f"{self.line.account}:ref-1"))
		((_name, _ref, message),) = self.provider.taken
		self.assertEqual((message.to.value, message.body), (PHONE, outbox.body_of(name)))
		self.assertIn(f"/status/{name}.", message.status_url)
		self.assertEqual(message.valid_for_seconds, 24 * 3600)

	def test_what_is_rolled_back_is_never_sent(self):
		name = outbox.queue(
			line=self.line.name,
			contact_point=self.person,
			template="outbox_test",
			variables={"reference": "CC-7K2M4-9QRST"},
			purpose="received",
		)
		frappe.db.rollback()
		self.sweep(minutes=1)
		self.assertFalse(frappe.db.exists(MESSAGE, name))
		self.handed_over.assert_not_called()
		self.assertEqual(self.provider.calls, [])

	def test_a_worker_is_asked_only_after_the_commit_and_told_a_name_only(self):
		name = self.queue()
		self.handed_over.assert_called_once_with(name)
		with patch.object(frappe, "enqueue") as enqueue:
			self.hand_over(name)
		self.assertEqual(enqueue.call_args.kwargs["job_id"], f"cfm-send-{name}")
		self.assertTrue(enqueue.call_args.kwargs["deduplicate"])
		self.assertEqual(
			{*enqueue.call_args.kwargs}, {"queue", "job_id", "deduplicate", "name"}, "nothing but names"
		)

	def test_without_redis_the_sweeper_sends_it_within_a_minute(self):
		name = self.queue()
		with patch.object(frappe, "enqueue", side_effect=RedisIsDown):
			self.hand_over(name)
		self.assertEqual(self.state(name), "Queued")
		self.sweep(minutes=1)
		self.assertEqual(self.state(name), "Accepted")
		self.assertEqual(self.provider.times_taken(name), 1)

	def test_the_same_key_twice_is_the_same_message(self):
		first = self.queue(idempotency_key="received|CC-7K2M4-9QRST")
		frappe.db.set_value("CFM Message Template", self.template, "is_active", 0)
		self.assertEqual(self.queue(idempotency_key="received|CC-7K2M4-9QRST"), first)
		frappe.db.set_value("CFM Message Template", self.template, "is_active", 1)
		self.sweep(minutes=1)
		self.assertEqual(len(self.provider.taken), 1)

	def test_two_at_once_with_the_same_key_write_one_message(self):
		first = self.queue(idempotency_key="received|CC-7K2M4-9QRST")
		with patch.object(outbox, "_known", return_value=None):
			self.assertEqual(self.queue(idempotency_key="received|CC-7K2M4-9QRST"), first)
		self.assertEqual(frappe.db.count(MESSAGE, {"line": self.line.name}), 1)

	def test_whoever_comes_second_is_told_the_message_that_another_has_just_written(self):
		"""The second began before the first was through, so an ordinary look shows her nothing of it."""
		frappe.db.count(MESSAGE)  # from here on this connection sees the table as it is now
		site, written = frappe.local.site, []
		by_another = partial(alone, site, "Administrator", lambda: written.append(self.queue(**SAME)))
		with somebody_else_is_faster((outbox, "insert_new"), by_another):
			mine = self.queue(**SAME)
		self.assertEqual(written, [mine])
		self.assertEqual(frappe.db.count(MESSAGE, {"line": self.line.name}), 1)

	def test_a_message_of_a_broadcast_waits_for_the_sweeper(self):
		self.queue(broadcast="BC-1")
		self.handed_over.assert_not_called()

	def test_what_waits_can_be_cancelled_and_what_was_sent_cannot(self):
		sent, waiting = self.queue(broadcast="BC-1"), self.queue(broadcast="BC-1")
		other = self.queue(broadcast="BC-2")
		outbox.send(sent)
		self.assertEqual(outbox.cancel({"broadcast": "BC-1"}), 1)
		self.sweep(minutes=1)
		self.assertEqual(
			[self.state(name) for name in (sent, waiting, other)], ["Accepted", "Cancelled", "Accepted"]
		)

	def test_a_message_that_failed_is_sent_again_as_a_new_one(self):
		self.provider.script += [Permanent("13")]
		old = self.queue()
		outbox.send(old)
		self.assertEqual(self.state(old), "Failed")
		new = outbox.resend(old)
		self.assertEqual(outbox.resend(old), new)
		frappe.db.commit()
		self.sweep(minutes=1)
		self.assertEqual((self.state(old), self.state(new)), ("Failed", "Accepted"))
		self.assertEqual(self.row(new).resend_of, old)
		self.assertEqual(self.provider.taken[0][2].body, outbox.body_of(old))

	def test_a_message_under_way_or_without_words_is_not_sent_again(self):
		name = self.queue()
		with self.assert_refused("cannot be sent again", GuardRefused):
			outbox.resend(name)
		frappe.db.set_value(MESSAGE, name, {"state": "Failed", "sealed": None})
		with self.assert_refused("cannot be sent again", GuardRefused):
			outbox.resend(name)

	def test_the_outbox_tells_how_it_stands(self):
		self.queue()
		numbers = outbox.summary()
		self.assertEqual(numbers["sending_on"], 1)
		self.assertGreaterEqual(numbers["states"]["Queued"], 1)
		self.assertIn(self.line.account, [account.name for account in numbers["accounts"]])
		self.assertIsNotNone(numbers["oldest_waiting"])
