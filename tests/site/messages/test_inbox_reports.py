"""What providers report about messages that went out: taken once, early, late or for nobody."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base.types import Address, InboundMessage, StatusEvent
from cfm_app.integrations.engine import hook_urls, inbox, open_events, status
from cfm_app.testing.inbox_case import EVENT, MESSAGE, InboxCase


class TestReports(InboxCase):
	def sent(self, **values):
		"""Put a message out that is on its way, and return its name."""
		row = {
			"direction": "Out",
			"line": self.line.name,
			"kind": "SMS",
			"state": "Sending",
			"status_rank": 0,
		}
		name = insert_row(MESSAGE, **{**row, **values})
		frappe.db.commit()
		return name

	def test_a_report_overtakes_the_answer_and_says_what_the_provider_calls_the_message(self):
		name = self.sent()
		part = hook_urls.status_url(name, self.line).rpartition("/")[2]
		for _again in range(2):
			self.assertEqual(
				self.send({"id": "OUT1", "status": "delivered"}, f"status/{part}").status_code, 200
			)
			self.work()
		(message,) = self.messages()
		self.assertEqual((message.state, message.provider_key), ("Delivered", f"{self.line.account}:OUT1"))
		self.assertEqual([event.duplicates for event in self.events()], [1])
		self.assertEqual(frappe.db.count("CFM Message Status", {"message": name}), 1)

	def test_a_forged_name_moves_no_message(self):
		self.sent()
		name = self.sent(provider_key=f"{self.line.account}:OUT2")
		self.send({"id": "OUT1", "status": "delivered"}, f"status/{name}.0123456789abcdef")
		self.work()
		self.assertEqual({message.state for message in self.messages()}, {"Sending"})

	def test_the_address_names_the_message_and_proves_it(self):
		"""A report may come before we have stored what the provider calls the message."""
		part = hook_urls.status_url("ourmessage", self.line).rpartition("/")[2]
		for path, message in (
			(f"status/{part}", "ourmessage"),
			("status", ""),
			("status/ourmessage.forged", ""),
		):
			with patch.object(status, "apply", return_value=True) as applied:
				self.send({"id": f"OUT-{len(path)}", "status": "delivered"}, path)
				self.work()
			(told, account), _more = applied.call_args
			self.assertEqual(
				(told.message, told.state, account), (message, "Delivered", self.line.account), path
			)

	def test_a_report_about_a_message_nobody_knows_is_parked_and_told_after_ten_minutes(self):
		answer = self.send({"id": "OUT1", "status": "delivered"}, "status/nobody.forged")
		self.assertEqual(answer.status_code, 200)
		began, now = self.events()[0].received_on, now_datetime()
		with patch("cfm_app.handling.alerts.tell_all") as told:
			self.work()
			while self.events()[0].state == "Failed":
				now = max(now, self.events()[0].next_attempt_at)
				with patch.object(open_events, "now_datetime", return_value=now):
					inbox.sweep()
		self.assertEqual(
			[(event.state, event.reason) for event in self.events()], [("Parked", "ReportOfUnknownMessage")]
		)
		self.assertEqual([args.args[2] for args in told.call_args_list], ["status_parked"])
		self.assertLess(abs(now - began - timedelta(minutes=10)), timedelta(minutes=1))

	def test_a_report_that_came_too_early_finds_its_message_later(self):
		self.send({"id": "OUT1", "status": "sent"}, "status")
		self.work()
		self.assertEqual([event.state for event in self.events()], ["Failed"])
		frappe.db.set_value(EVENT, {"line": self.line.name}, "next_attempt_at", now_datetime())
		frappe.db.commit()
		with patch.object(status, "apply", return_value=True):
			inbox.sweep()
		self.assertEqual([event.state for event in self.events()], ["Done"])

	def test_a_message_and_a_report_of_one_id_are_two_events(self):
		line = self.line.account
		report = StatusEvent("SM1", "SM1", "sent", "Sent")
		message = InboundMessage("SM1", "SM1", Address("phone", "+57"), "x")
		self.assertNotEqual(inbox.event_key(line, report), inbox.event_key(line, message))
		self.assertNotEqual(inbox.event_key(line, report), inbox.event_key("other", report))
