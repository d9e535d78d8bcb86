"""Who looks after messages sees what came to nothing and sends it again; whose it was she does not see."""

import frappe

from cfm_app.api import desk_outbox
from cfm_app.confidentiality.rows import insert_row
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.integrations.engine import breaker, outbox
from cfm_app.testing.factories import make_grant, make_user
from cfm_app.testing.small_mechanism import SmallMechanism
from cfm_app.testing.subscribers import (
	KEY,
	make_line,
	make_words,
	phone,
	postman_on_duty,
	subscribe,
	switch_sending_on,
)

MESSAGE, EVENT = "CFM Message", "CFM Webhook Event"


class TestOutboxPage(SmallMechanism):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.ada = make_user("Ada Administrator", "Administrator")
		cls.carla = make_user("Carla Coordinator", "Coordinator")
		make_grant(cls.carla, "Supervise")

	def setUp(self):
		super().setUp()
		self.enterContext(postman_on_duty())
		switch_sending_on()
		make_words()
		self.line = make_line()
		self.amina = subscribe(phone(1), self.line)

	def queued(self, record=None, **values):
		name = outbox.queue(
			line=self.line.name,
			contact_point=self.amina,
			template=KEY,
			variables={},
			purpose="answer",
			record=record,
			language="en",
		)
		if values:
			frappe.db.set_value(MESSAGE, name, values)
		return name

	def given_up(self, record=None):
		return self.queued(
			record, state="Dead letter", error_class="Transient", error_code="not_connected", attempts=6
		)

	def page(self, user):
		with self.as_user(user):
			return desk_outbox.overview()

	def failed(self, user, name):
		return next(row for row in self.page(user)["failed"] if row["name"] == name)

	def test_a_message_that_was_given_up_is_told_in_plain_words(self):
		row = self.failed(self.ada, self.given_up())
		self.assertEqual(
			(row["line"], row["purpose"], row["attempts"]), ("Test SMS", "news that an answer is ready", 6)
		)
		self.assertIn("could not be reached", row["reason"])
		self.assertIn("several tries", row["words"])

	def test_states_accounts_and_the_oldest_are_counted(self):
		self.queued()
		self.given_up()
		page = self.page(self.ada)
		states = {row["state"]: row["number"] for row in page["states"]}
		self.assertGreaterEqual(states["Queued"], 1)
		self.assertGreaterEqual(states["Dead letter"], 1)
		self.assertTrue(page["outbox"]["oldest_waiting"])
		self.assertIn(self.line.account, {account["name"] for account in page["outbox"]["accounts"]})

	def test_no_person_number_or_word_is_on_the_page(self):
		complaint = self.take()
		self.given_up(complaint)
		for user in (self.ada, self.carla):
			shown = frappe.as_json(self.page(user))
			for secret in (self.amina, phone(1)[1:], "Monday", "sealed", "contact_point"):
				self.assertNotIn(secret, shown)

	def test_which_record_it_was_about_is_told_to_who_reads_that_record(self):
		complaint = self.take()
		name = self.given_up(complaint)
		self.assertEqual(self.failed(self.carla, name)["record"], complaint.name)
		self.assertNotIn("record", self.failed(self.ada, name))
		self.assertNotIn(complaint.name, frappe.as_json(self.page(self.ada)))

	def test_a_message_about_a_serious_matter_tells_nobody_here_which(self):
		complaint = self.take(category="SEAH.ABUSE")
		self.given_up(complaint)
		for user in (self.ada, self.carla):
			self.assertNotIn(complaint.name, frappe.as_json(self.page(user)))

	def test_it_is_sent_again_once_however_often_somebody_presses(self):
		name = self.given_up()
		with self.as_user(self.ada):
			first, second = desk_outbox.send_again(name), desk_outbox.send_again(name)
		self.assertEqual(first, second)
		new = frappe.db.get_value(MESSAGE, first["message"], ["state", "resend_of"], as_dict=True)
		self.assertEqual((new.state, new.resend_of), ("Queued", name))

	def test_what_was_sent_again_no_longer_asks_for_it(self):
		name = self.given_up()
		self.assertIn(name, [row["name"] for row in self.page(self.ada)["failed"]])
		with self.as_user(self.ada):
			new = desk_outbox.send_again(name)["message"]
		page = self.page(self.ada)
		self.assertNotIn(name, [row["name"] for row in page["failed"]])
		self.assertIn(new, [row["name"] for row in page["waiting"]])

	def test_what_waits_is_taken_out_and_what_was_sent_is_not(self):
		waiting, sent = self.queued(), self.queued(state="Sent")
		with self.as_user(self.carla):
			self.assertEqual(desk_outbox.cancel(waiting), {"cancelled": 1})
			self.assertEqual(desk_outbox.cancel(sent), {"cancelled": 0})
			with self.assert_refused(exception=GuardRefused):
				desk_outbox.send_again(sent)
		self.assertEqual(frappe.db.get_value(MESSAGE, waiting, "state"), "Cancelled")

	def test_an_account_goes_on_when_an_administrator_says_so(self):
		breaker.pause(self.line.account, "20003")
		self.assertFalse(self.page(self.carla)["may_go_on"])
		with self.as_user(self.carla), self.assert_refused():
			desk_outbox.go_on(self.line.account)
		with self.as_user(self.ada):
			desk_outbox.go_on(self.line.account)
		self.assertIsNone(frappe.db.get_value("CFM Provider Account", self.line.account, "paused_on"))

	def test_a_call_that_was_parked_is_listed_and_tried_again(self):
		name = frappe.generate_hash(length=10)
		row = {
			"state": "Parked",
			"kind": "status",
			"line": self.line.name,
			"reason": "ReportOfUnknownMessage",
		}
		insert_row(EVENT, name=name, event_key=name, sealed="…", received_on="2026-01-01 00:00:00", **row)
		shown = next(each for each in self.page(self.ada)["late_calls"] if each["name"] == name)
		self.assertEqual(
			(shown["line"], shown["reason"]), ("Test SMS", "A report about a message that we do not know")
		)
		with self.as_user(self.ada):
			desk_outbox.try_call_again(name)
		self.assertEqual(frappe.db.get_value(EVENT, name, "state"), "New")

	def test_nobody_else_sees_or_does_anything(self):
		name = self.given_up()
		steps = (
			(desk_outbox.overview, ()),
			(desk_outbox.send_again, (name,)),
			(desk_outbox.cancel, (name,)),
			(desk_outbox.try_call_again, (name,)),
			(desk_outbox.go_on, (self.line.account,)),
		)
		for user in (
			self.operator,
			self.focal,
			self.analyst,
			make_user("Otto Outreach", "Outreach Officer"),
			"Guest",
		):
			for step, arguments in steps:
				with self.as_user(user), self.assert_refused(exception=AccessRefused):
					step(*arguments)
		self.assertEqual(frappe.db.get_value(MESSAGE, name, "state"), "Dead letter")
