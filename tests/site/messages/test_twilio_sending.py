"""Messages go out through Twilio once, or it is known why they did not."""

import os
from datetime import datetime, timedelta, timezone
from unittest.mock import patch

import pytest

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base import errors
from cfm_app.integrations.base.types import Address, MediaRef
from cfm_app.integrations.engine import provider_keys
from cfm_app.testing.twilio_case import NUMBER, TwilioCase
from cfm_app.testing.twilio_contract import NoContract, contract
from cfm_app.testing.twilio_double import KEY_ID, KEY_SECRET, Fault, LeftTheMachine
from cfm_app.testing.twilio_store import ACCOUNT_SID

WORDS = "We received your message. Reference CFM-7K2."


class TestTheContract(TwilioCase):
	def test_twilios_own_description_is_there(self):
		try:
			contract()
		except NoContract as why:
			pytest.skip(f"THE DOUBLE IS NOT CHECKED AGAINST TWILIO'S DESCRIPTION OF ITS API: {why}")
		self.double.store.refuse_numbers = {}
		self.provider.client.messages.create(
			to="+905321234567", from_=NUMBER, body="x", validity_period="soon"
		)
		self.assertIn("integer", self.double.broken_rules.pop())

	def test_no_test_can_leave_this_machine(self):
		with self.assertRaises(LeftTheMachine):
			self.provider.client.http_client.request("GET", "https://example.org/")


class TestSending(TwilioCase):
	def test_a_message_is_taken_once(self):
		sent = self.send(WORDS, valid_for_seconds=3600)
		(message,) = self.double.messages
		self.assertEqual((sent.provider_ref, sent.state, sent.status), (message["sid"], "Accepted", "queued"))
		self.assertEqual((message["to"], message["from"], message["body"]), ("+905321234567", NUMBER, WORDS))
		self.assertEqual(sent.segments, 1)

	def test_twilio_is_told_where_to_report_and_to_try_again(self):
		message = self.message()
		taken = self.provider.send(message, self.line)
		address = self.double.store.callbacks[taken.provider_ref]
		self.assertEqual(address, f"{message.status_url}#rc=3&rp=all")

	def test_a_messaging_service_chooses_the_number(self):
		service = "MG" + "d" * 32
		sent = self.send(messaging_service=service)
		(message,) = self.double.messages
		self.assertEqual((message["from"], message["messaging_service_sid"]), (None, service))
		self.assertIsNone(sent.segments, "no number is chosen yet, so nobody knows")

	def test_whatsapp_and_messenger(self):
		for kind, to, line, expected in (
			("WhatsApp", Address("whatsapp", "+905321234567"), "+18005550100", "whatsapp:+905321234567"),
			("WhatsApp", Address("bsuid", "TR.1502aBc"), "whatsapp:+18005550100", "whatsapp:TR.1502aBc"),
			("Messenger", Address("messenger", "1234567"), "99887766", "messenger:1234567"),
		):
			message = self.message(to=to, line_address=line)
			self.provider.send(message, frappe._dict(kind=kind))
			sent = self.double.messages[-1]
			prefix = expected.partition(":")[0]
			self.assertEqual(sent["to"], expected)
			self.assertEqual(sent["from"], f"{prefix}:{line.rpartition(':')[2]}")

	def test_an_approved_template_goes_instead_of_words(self):
		template = "HX" + "e" * 32
		self.send(content_sid=template, content_variables={"1": "CFM-7K2"})
		self.assertEqual(self.double.messages[0]["body"], "From a template")

	def test_too_long_a_message_does_not_even_leave(self):
		with self.assertRaises(errors.Permanent):
			self.send("x" * 1700)
		self.assertEqual(self.double.calls, [])

	def test_an_account_without_keys(self):
		frappe.db.set_value("CFM Provider Account", self.account.name, "key_id", None)
		frappe.clear_document_cache("CFM Provider Account", self.account.name)
		with self.assertRaises(errors.ConfigBroken):
			self.send()

	def test_region_and_edge_name_the_host(self):
		self.account.update({"region": "ie1", "edge": "dublin"}).save()
		self.send()
		self.assertEqual(len(self.double.messages), 1)
		self.assertEqual(
			self.provider.client.get_hostname("https://api.twilio.com"), "https://api.dublin.ie1.twilio.com"
		)

	def test_the_servers_environment_brings_no_keys_of_another_app(self):
		with patch.dict(os.environ, TWILIO_EDGE="sydney", TWILIO_REGION="au1", TWILIO_ACCOUNT_SID="ACx"):
			self.assertEqual(
				self.provider.client.get_hostname("https://api.twilio.com"), "https://api.twilio.com"
			)
			self.assertEqual(self.provider.client.account_sid, ACCOUNT_SID)


class TestWhatGoesWrong(TwilioCase):
	def test_nothing_was_taken(self):
		for kind, code in (("refused", "not_connected"), ("no_name", "not_connected"), ("no_tls", "tls")):
			error = self.failing(kind)
			self.assertEqual((type(error), error.code), (errors.Transient, code))
		self.assertEqual(self.double.messages, [])

	def test_perhaps_it_was_taken(self):
		for fault, code in (
			({"kind": "hang", "taken": True}, "no_answer"),
			({"kind": "reset", "taken": True}, "broken_off"),
			({"kind": "not_json"}, "unreadable_answer"),
			({"status": 503, "taken": True}, "503"),
			({"status": 500}, "500"),
		):
			error = self.failing(**fault)
			self.assertEqual((type(error), error.code), (errors.Ambiguous, code), fault)
		self.assertEqual(len(self.double.messages), 3)
		self.assertEqual(len(self.double.calls), 5, "nothing is tried a second time by itself")

	def test_too_fast(self):
		error = self.failing(status=429, code=20429, retry_after="7")
		self.assertEqual((type(error), error.retry_after), (errors.Throttled, 7))
		error = self.failing(status=429, code=20429)
		self.assertEqual(error.retry_after, 1, "what Twilio said before does not count for this call")

	def test_the_key_is_wrong(self):
		self.account.key_secret = "x" * 32
		self.account.save()
		error = self.error_of(self.send)
		self.assertEqual((type(error), error.code), (errors.ConfigBroken, "20003"))

	def test_the_person_told_twilio_to_stop(self):
		self.assertIsInstance(self.failing(status=400, code=21610), errors.OptedOut)

	def test_a_number_that_cannot_be_reached(self):
		error = self.error_of(lambda: self.send(to=Address("phone", "+15005550009")))
		self.assertEqual((type(error), error.code, error.unreachable), (errors.Permanent, "21614", True))

	def test_outside_the_window(self):
		self.assertIsInstance(self.failing(status=400, code=63016), errors.WindowClosed)

	def test_errors_hold_no_number_and_no_word(self):
		for kind in ("answer", "hang", "reset", "not_json", "refused", "no_name", "no_tls"):
			error = self.failing(kind, status=400, code=21211)
			told = f"{error} {error.args} {error.__cause__} {error.__suppress_context__}"
			self.assertNotIn("905321234567", told)
			self.assertNotIn("CFM-7K2", told)

	def test_nothing_of_a_call_is_logged(self):
		with self.assertNoLogs("twilio.http_client", "DEBUG"):
			self.send()

	def error_of(self, action):
		with self.assertRaises(errors.SendError) as caught:
			action()
		return caught.exception


class TestLookingAgain(TwilioCase):
	def test_a_message_that_was_taken_is_found(self):
		message = self.message()
		self.double.fail(Fault(status=503, taken=True))
		began = now_datetime()
		with self.assertRaises(errors.Ambiguous):
			self.provider.send(message, self.line)
		found = self.provider.find(message, self.line, began)
		self.assertEqual(found.provider_ref, self.double.messages[0]["sid"])

	def test_one_that_was_not_taken_is_not_found(self):
		self.send("Other words for the same person.")
		self.send(to=Address("phone", "+905329999999"))
		self.assertIsNone(self.provider.find(self.message(), self.line, now_datetime()))

	def test_an_older_one_with_the_same_words_is_another_one(self):
		self.double.store.now = lambda: datetime.now(timezone.utc) - timedelta(hours=2)
		self.send()
		self.assertIsNone(self.provider.find(self.message(), self.line, now_datetime()))

	def test_one_that_belongs_to_another_message_of_ours_is_not_taken_for_it(self):
		sid = self.send().provider_ref
		insert_row("CFM Message", direction="Out", provider_key=provider_keys.of(self.account.name, sid))
		self.assertIsNone(self.provider.find(self.message(), self.line, now_datetime()))
		second = self.send().provider_ref
		self.assertEqual(self.provider.find(self.message(), self.line, now_datetime()).provider_ref, second)

	def test_the_words_of_a_trial_account_have_something_before_them(self):
		self.send("Sent from your Twilio trial account - " + WORDS)
		self.assertTrue(self.provider.find(self.message(WORDS), self.line, now_datetime()))

	def test_the_words_of_an_approved_template_are_put_together_at_twilio(self):
		line = frappe._dict(kind="WhatsApp")
		message = self.message(to=Address("whatsapp", "+905321234567"), content_sid="HX" + "e" * 32)
		self.provider.send(message, line)
		self.assertTrue(self.provider.find(message, line, now_datetime()))

	def test_what_became_of_it(self):
		sid = self.send().provider_ref
		self.double.report(sid, "undelivered", 30005)
		report = self.provider.fetch_status(sid)
		self.assertEqual((report.state, report.error_code), ("Undelivered", "30005"))
		self.assertEqual(self.provider.classify(report.error_code), "unreachable")

	def test_a_key_that_may_not_look_is_a_matter_for_the_administrator(self):
		self.double.fail(Fault(status=401, code=20003))
		with self.assertRaises(errors.ConfigBroken):
			self.provider.find(self.message(), self.line, now_datetime())

	def test_asking_that_fails_may_be_repeated(self):
		self.double.fail(Fault(status=503), Fault("hang"))
		for _attempt in range(2):
			with self.assertRaises(errors.Transient):
				self.provider.find(self.message(), self.line, now_datetime())


class TestDeletingAtTwilio(TwilioCase):
	def test_the_words_go_once_it_has_arrived(self):
		sid = self.send().provider_ref
		with self.assertRaises(errors.Transient):
			self.provider.delete_message(sid)
		self.double.report(sid, "delivered")
		self.provider.delete_message(sid)
		self.assertEqual(self.double.messages, [])
		self.provider.delete_message(sid)

	def test_an_attachment_goes(self):
		message, media = "MM" + "1" * 32, "ME" + "2" * 32
		url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message}/Media/{media}"
		self.double.store.media.add((message, media))
		self.assertEqual(self.provider.media_request(MediaRef(0, url), message), (url, (KEY_ID, KEY_SECRET)))
		self.provider.delete_media(MediaRef(0, url), message)
		self.assertEqual(self.double.store.media, set())
		self.provider.delete_media(MediaRef(0, url), message)

	def test_keys_go_to_no_other_address(self):
		for url in ("http://169.254.169.254/latest", "https://api.twilio.com.evil.tld/x"):
			self.assertIsNone(self.provider.media_request(MediaRef(0, url), "MM" + "1" * 32))
			with self.assertRaises(errors.Permanent):
				self.provider.delete_media(MediaRef(0, url), "MM" + "1" * 32)
		self.assertEqual(self.double.calls, [])


class TestWhatTwilioCanDo(TwilioCase):
	def test_kinds(self):
		whatsapp, messenger, sms = (
			self.provider.capabilities(kind) for kind in ("WhatsApp", "Messenger", "SMS")
		)
		self.assertEqual((whatsapp.window_hours, messenger.window_hours, sms.window_hours), (24, 24, 0))
		self.assertEqual((whatsapp.templates, messenger.templates), (True, False))
		self.assertTrue(sms.answers_opt_out and not whatsapp.answers_opt_out)
		self.assertFalse(self.provider.capabilities("E-mail").sends)
