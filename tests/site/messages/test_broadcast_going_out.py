"""A message to many goes out a few a minute; each person gets it once, and nobody who has stopped."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime

from cfm_app.exceptions import GuardRefused
from cfm_app.integrations.engine import broadcast_numbers, broadcasts, consent, outbox
from cfm_app.integrations.engine.broadcast_numbers import RECIPIENT
from cfm_app.testing.broadcast_case import MESSAGE, TYPE, Broadcasts
from cfm_app.testing.subscribers import make_words, phone, subscribe, switch_sending_on


class TestGoingOut(Broadcasts):
	def test_a_few_a_minute_until_all_have_it(self):
		self.subscribers(7)
		doc = self.approved(per_minute=3)
		for expected in (3, 6, 7, 7):
			broadcasts.go_on()
			self.assertEqual(len(self.handed_over(doc)), expected)
		self.send_all(doc)
		broadcasts.go_on()
		self.assertEqual(self.state(doc), "Done")
		self.assertEqual(len({message.to.value for message in self.sent}), 7)

	def test_it_waits_for_its_time(self):
		self.subscribers(6)
		doc = self.approved(start_on=add_days(now_datetime(), 1))
		broadcasts.go_on()
		self.assertEqual((self.state(doc), self.handed_over(doc)), ("Approved", []))
		frappe.db.set_value(TYPE, doc.name, "start_on", add_days(now_datetime(), -1))
		frappe.db.set_value(
			TYPE, doc.name, "audience_fingerprint", broadcasts.fingerprint(frappe.get_doc(TYPE, doc.name))
		)
		broadcasts.go_on()
		self.assertEqual(len(self.handed_over(doc)), 6)

	def test_a_worker_killed_in_the_middle_writes_to_nobody_twice_and_misses_nobody(self):
		everybody = set(self.subscribers(9))
		doc = self.approved(per_minute=4)
		broadcasts.go_on()
		calls, queue = [], outbox.queue

		def die_at_the_third(**message):
			calls.append(message)
			if len(calls) == 3:
				raise KeyboardInterrupt
			return queue(**message)

		frappe.db.savepoint("killed")
		with patch.object(outbox, "queue", die_at_the_third), self.assertRaises(KeyboardInterrupt):
			broadcasts.go_on()
		frappe.db.rollback(save_point="killed")
		for _minute in range(3):
			broadcasts.go_on()
		self.send_all(doc)
		got = self.handed_over(doc)
		self.assertEqual((len(got), set(got)), (9, everybody))
		self.assertEqual(len(self.sent), 9)

	def test_handed_over_but_not_marked_is_still_once(self):
		self.subscribers(5)
		doc = self.approved()
		broadcasts.go_on()
		frappe.db.set_value(RECIPIENT, {"broadcast": doc.name}, {"state": "Waiting", "message": None})
		broadcasts.go_on()
		self.assertEqual(len(self.handed_over(doc)), 5)

	def test_who_stops_between_queueing_and_sending_gets_nothing(self):
		amina, *others = self.subscribers(6)
		doc = self.approved()
		broadcasts.go_on()
		consent.stop(amina, event_key="late-stop", line=self.line.name, source="keyword")
		self.send_all(doc)
		row = frappe.db.get_value(MESSAGE, {"contact_point": amina}, ["state", "error_code"], as_dict=True)
		self.assertEqual((row.state, row.error_code), ("Blocked", "opted_out"))
		self.assertEqual(len(self.sent), len(others))
		self.assertNotIn(phone(0), {message.to.value for message in self.sent})

	def test_pause_go_on_and_cancel(self):
		self.subscribers(9)
		doc = self.approved(per_minute=3)
		broadcasts.go_on()
		self.step(doc, "pause")
		broadcasts.go_on()
		self.assertEqual((self.state(doc), len(self.handed_over(doc))), ("Paused", 3))
		self.step(doc, "resume", self.carla)
		broadcasts.go_on()
		self.assertEqual((self.state(doc), len(self.handed_over(doc))), ("Running", 6))
		self.step(doc, "cancel")
		broadcasts.go_on()
		self.assertEqual((self.state(doc), len(self.messages(doc, "Queued"))), ("Cancelled", 0))
		self.assertEqual(frappe.db.count(RECIPIENT, {"broadcast": doc.name, "state": "Cancelled"}), 3)
		self.assertEqual(self.sent, [])

	def test_new_words_stop_what_was_approved_with_others(self):
		self.subscribers(6)
		doc = self.approved(per_minute=3)
		broadcasts.go_on()
		frappe.db.set_value(
			"CFM Message Template",
			{"language": "en", "template_key": "market_day"},
			"body",
			"Come on Friday.",
		)
		broadcasts.go_on()
		stored = frappe.get_doc(TYPE, doc.name)
		self.assertEqual((stored.state, stored.paused_because), ("Paused", "wording_changed"))
		self.assertEqual(len(self.handed_over(doc)), 3)
		with self.assert_refused("words have changed", GuardRefused):
			self.step(doc, "resume")

	def test_what_runs_is_not_changed(self):
		self.subscribers(6)
		doc = self.approved(per_minute=3)
		broadcasts.go_on()
		with self.as_user(self.otto), self.assert_refused("begun", GuardRefused):
			frappe.get_doc(TYPE, doc.name).update({"per_minute": 100}).save()

	def test_nothing_is_handed_over_while_sending_is_off_or_the_budget_is_gone(self):
		self.subscribers(6)
		doc = self.approved()
		switch_sending_on(sending_on=0)
		broadcasts.go_on()
		switch_sending_on()
		frappe.db.set_single_value("CFM Channel Settings", "budget_stopped_on", now_datetime().date())
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")
		self.assertEqual(broadcasts.hindrance(frappe.get_doc(TYPE, doc.name)), "budget")
		broadcasts.go_on()
		self.assertEqual(self.handed_over(doc), [])
		yesterday = now_datetime().date() - timedelta(days=1)
		frappe.db.set_single_value("CFM Channel Settings", "budget_stopped_on", yesterday)
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")
		broadcasts.go_on()
		self.assertEqual(len(self.handed_over(doc)), 6)

	def test_what_cannot_be_put_together_is_paused_and_the_next_one_still_goes(self):
		self.subscribers(6)
		first, second = self.approved(), self.approved()
		queue = outbox.queue

		def refuse_the_first(**message):
			if message["broadcast"] == first.name:
				frappe.throw("no")
			return queue(**message)

		with patch.object(outbox, "queue", refuse_the_first):
			broadcasts.go_on()
		self.assertEqual((self.state(first), self.handed_over(first)), ("Paused", []))
		self.assertEqual((self.state(second), len(self.handed_over(second))), ("Running", 6))


class TestNumbers(Broadcasts):
	def test_what_was_estimated_is_what_is_billed(self):
		make_words("long", en="x" * 161, es="x" * 10)
		self.subscribers(20)
		self.subscribers(10, first=50, language="es")
		doc = self.approved(template_key="long", per_minute=100)
		broadcasts.go_on()
		self.send_all(doc)
		stored = frappe.get_doc(TYPE, doc.name)
		billed = sum(frappe.get_all(MESSAGE, {"broadcast": doc.name}, pluck="segments"))
		self.assertEqual((stored.parts, billed), ("50", 50))
		self.assertEqual(stored.estimate, "2.50 USD")

	def test_numbers_on_the_form_hide_the_few(self):
		points = self.subscribers(12)
		doc = self.approved()
		broadcasts.go_on()
		for each in points[:2]:
			frappe.db.set_value(MESSAGE, {"contact_point": each}, "state", "Failed")
		for each in points[2:]:
			frappe.db.set_value(MESSAGE, {"contact_point": each}, "state", "Delivered")
		broadcasts.go_on()
		stored = frappe.get_doc(TYPE, doc.name)
		self.assertEqual((stored.state, stored.failed), ("Done", "<5"))
		self.assertFalse(stored.delivered.isdigit() and stored.people.isdigit())

	def test_open_forms_hear_the_name_and_nothing_else(self):
		self.subscribers(6)
		doc = self.approved()
		broadcasts.go_on()
		frappe.db.set_value(MESSAGE, {"broadcast": doc.name}, "state", "Delivered")
		with patch.object(frappe, "publish_realtime") as told:
			broadcasts.go_on()
		ours = [call for call in told.call_args_list if call.args[:1] == (broadcast_numbers.EVENT,)]
		self.assertTrue(ours)
		for call in ours:
			self.assertEqual(call.args[1], {"name": doc.name})
			self.assertEqual((call.kwargs["doctype"], call.kwargs["docname"]), (TYPE, doc.name))


class TestAThousand(Broadcasts):
	"""A thousand people agreed once: some stopped since, some numbers are dead, some wrote three times."""

	def test_each_gets_it_once_and_what_was_estimated_is_billed(self):
		points = self.subscribers(880) + self.subscribers(60, first=900, language="ar")
		for number, each in enumerate(points[:100]):
			consent.stop(each, event_key=f"stop-{number}", line=self.line.name, source="keyword")
		for each in points[100:140]:
			frappe.db.set_value("CFM Contact Point", each, "unreachable_on", "2026-01-01")
		for number in range(60):
			subscribe(phone(number, "+9370123"), self.line)
		for each in points[140:160]:
			wrote_again(each, self.line)
		doc = self.approved(per_minute=400)
		minutes = 0
		while frappe.db.exists(RECIPIENT, {"broadcast": doc.name, "state": "Waiting"}):
			broadcasts.go_on()
			minutes += 1
			if minutes == 1:
				self.step(doc, "pause")
				broadcasts.go_on()
				self.assertEqual(len(self.handed_over(doc)), 400)
				self.step(doc, "resume")
		self.send_all(doc)
		broadcasts.go_on()
		stored = frappe.get_doc(TYPE, doc.name)
		numbers = [message.to.value for message in self.sent]
		self.assertEqual((len(numbers), len(set(numbers)), minutes), (800, 800, 2))
		self.assertEqual((stored.people, stored.sent, stored.state), ("800", "800", "Done"))
		self.assertEqual(
			(stored.held_stopped, stored.held_unreachable, stored.held_foreign), ("100", "40", "60")
		)
		billed = sum(frappe.get_all(MESSAGE, {"broadcast": doc.name}, pluck="segments"))
		self.assertEqual(stored.parts, str(billed))


def wrote_again(contact_point, line):
	"""Three keywords of one person are no three people."""
	for number in range(3):
		key = f"{contact_point}-{number}"
		consent.start(contact_point, event_key=key, line=line.name, source="keyword")
