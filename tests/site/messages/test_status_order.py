"""Reports come late, twice, in the wrong order and at the same time; the strongest one stands, all are kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import frappe

from cfm_app.integrations.base.types import StatusEvent
from cfm_app.integrations.engine import breaker, consent, outbox, outcomes, status
from cfm_app.rules.message_states import RANKS, REACHED, REFUSED, rank_of
from cfm_app.testing.outbox_case import HISTORY, MESSAGE, NOON, POINT, OutboxCase

WORDS = [*RANKS, ""]


class StatusCase(OutboxCase):
	def sent(self, **values):
		name = self.queue(**values)
		outbox.send(name)
		return name

	def history(self, name):
		return frappe.get_all(HISTORY, {"message": name}, "*", order_by="creation, name")


class TestOneReport(StatusCase):
	def test_a_late_sent_does_not_undo_delivered_and_both_are_kept(self):
		name = self.sent()
		self.report(name, "Delivered")
		self.report(name, "Sent")
		row = self.row(name)
		self.assertEqual((row.state, row.status_rank, row.conflict), ("Delivered", 50, 0))
		self.assertEqual((row.delivered_on, row.sent_on), (NOON, NOON))
		kept = {(each.status, each.applied) for each in self.history(name) if each.source == "callback"}
		self.assertEqual(kept, {("delivered", 1), ("sent", 0)})

	def test_failed_and_then_delivered_is_delivered_and_says_that_it_was_contradicted(self):
		for order in (("Failed", "Delivered"), ("Delivered", "Failed")):
			with self.subTest(order=order):
				name = self.sent()
				for state in order:
					self.report(name, state)
				row = self.row(name)
				self.assertEqual((row.state, row.conflict, row.error_code), ("Delivered", 1, None))

	def test_read_before_delivered_is_read(self):
		name = self.sent()
		self.report(name, "Read")
		self.report(name, "Delivered")
		self.assertEqual((self.state(name), self.row(name).conflict), ("Read", 0))

	def test_a_word_nobody_knows_changes_nothing_and_is_kept(self):
		name = self.sent()
		self.assertTrue(self.report(name, ""))
		self.assertEqual(self.state(name), "Accepted")
		self.assertEqual(sorted(row.applied for row in self.history(name)), [0, 1])

	def test_a_report_before_our_own_answer_is_stored_fills_in_the_id(self):
		def reported_first(message):
			self.report(message.name, "Delivered", ref="ref-1")

		self.provider.script += [reported_first]
		name = self.sent()
		row = self.row(name)
		self.assertEqual((row.state, row.provider_key), ("Delivered", f"{self.line.account}:ref-1"))
		self.assertEqual((row.conflict, self.provider.times_taken(name)), (0, 1))

	def test_without_our_name_it_is_found_by_the_provider_s_id(self):
		name = self.sent()
		event = StatusEvent("ref-1:delivered", "ref-1", "delivered", "Delivered")
		self.assertTrue(status.apply(event, frappe.get_doc("CFM Provider Account", self.line.account)))
		self.assertEqual(self.state(name), "Delivered")

	def test_what_belongs_to_nobody_or_to_another_account_is_not_taken(self):
		name = self.sent()
		stranger = frappe.get_doc(
			doctype="CFM Provider Account", title="Somebody else", provider="scripted"
		).insert()
		for event, account in (
			(StatusEvent("k", "ref-unknown", "delivered", "Delivered"), self.line.account),
			(StatusEvent("k", "ref-1", "delivered", "Delivered", "no-such-message"), self.line.account),
			(StatusEvent("k", "ref-1", "delivered", "Delivered", name), stranger.name),
			(StatusEvent("k", "ref-1", "delivered", "Delivered"), stranger.name),
		):
			self.assertFalse(status.apply(event, account))
		self.assertEqual(frappe.db.get_value(MESSAGE, name, "state"), "Accepted")

	def test_a_second_id_for_one_message_is_shown_as_a_contradiction(self):
		name = self.sent()
		self.report(name, "Delivered", ref="ref-of-a-twin")
		row = self.row(name)
		self.assertEqual((row.provider_key, row.conflict), (f"{self.line.account}:ref-1", 1))

	def test_an_id_that_belongs_to_another_message_is_left_with_it(self):
		first, second = self.sent(), self.queue()
		self.report(second, "Sent", ref="ref-1")
		self.assertIsNone(self.row(second).provider_key)
		self.assertEqual((self.state(first), self.state(second)), ("Accepted", "Sent"))


class TestWhatAReportMeans(StatusCase):
	def test_a_phone_that_was_off_gets_one_further_try_in_half_an_hour_to_two(self):
		name = self.sent()
		with patch.object(outcomes, "chance", return_value=0):
			self.report(name, "Undelivered", "soft-1")
			self.report(name, "Failed", "soft-1")
		(again,) = frappe.get_all(MESSAGE, {"resend_of": name}, ["name", "next_attempt_at"])
		self.assertEqual(again.next_attempt_at, NOON + timedelta(minutes=30))
		self.sweep(minutes=29)
		self.assertEqual(self.state(again.name), "Queued")
		self.sweep(minutes=1)
		self.assertEqual((self.state(again.name), len(self.provider.taken)), ("Accepted", 2))
		self.report(again.name, "Undelivered", "soft-1")
		self.assertFalse(frappe.db.exists(MESSAGE, {"resend_of": again.name}))

	def test_if_it_arrived_after_all_the_further_try_is_not_made(self):
		name = self.sent()
		self.report(name, "Undelivered", "soft-1")
		self.report(name, "Delivered")
		self.sweep(hours=3)
		self.assertEqual(len(self.provider.taken), 1)
		self.assertEqual(frappe.db.get_value(MESSAGE, {"resend_of": name}, "state"), "Cancelled")

	def test_a_number_that_does_not_exist_is_remembered_until_the_person_writes(self):
		name = self.sent()
		self.report(name, "Undelivered", "gone-1")
		self.assertEqual(frappe.db.get_value(POINT, self.person, "unreachable_code"), "gone-1")
		refused = self.sent()
		self.assertEqual((self.state(refused), self.row(refused).error_code), ("Blocked", "unreachable"))
		self.later(minutes=1)
		self.person_writes()
		self.assertEqual(self.state(self.sent()), "Accepted")

	def test_who_stopped_at_the_provider_is_written_down(self):
		self.report(self.sent(), "Failed", "stop-1")
		self.assertTrue(consent.is_stopped(self.person, "information"))

	def test_a_suspended_account_is_paused(self):
		self.report(self.sent(), "Failed", "keys-1")
		self.assertEqual(self.account().paused_code, "keys-1")
		breaker.resume(self.line.account)

	def test_what_was_filtered_is_not_tried_again(self):
		name = self.sent()
		self.report(name, "Undelivered", "spam-1")
		self.assertEqual((self.state(name), self.row(name).error_code), ("Undelivered", "spam-1"))
		self.assertFalse(frappe.db.exists(MESSAGE, {"resend_of": name}))


class TestManyAtOnce(StatusCase):
	@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), st.integers(1, 4))
	@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
	def test_whatever_the_order_and_however_many_at_once_the_strongest_stands(self, words, workers):
		name = self.sent()
		ref = self.provider.taken[-1][1]
		with ThreadPoolExecutor(workers) as pool:
			known = list(pool.map(lambda word: self.from_another_connection(name, word, ref), words))
		row = self.row(name)
		self.assertEqual(known, [True] * len(words))
		self.assertEqual(row.status_rank, max(20, *map(rank_of, words)))
		self.assertEqual(rank_of(row.state), row.status_rank)
		contradicted = bool(set(words) & set(REACHED)) and bool(set(words) & set(REFUSED))
		self.assertEqual(bool(row.conflict), contradicted)
		self.assertEqual(len(self.history(name)), len(words) + 1)

	def from_another_connection(self, name, word, ref):
		frappe.init(site=self.site, sites_path=".")
		frappe.connect()
		try:
			event = StatusEvent(f"{ref}:{word}", ref, word.lower(), word, name)
			known = status.apply(event, self.line.account)
			frappe.db.commit()
			return known
		finally:
			frappe.destroy()

	def setUp(self):
		super().setUp()
		self.site = frappe.local.site
