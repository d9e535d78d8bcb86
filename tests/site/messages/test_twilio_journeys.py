"""Whole ways: from a phone through Twilio into the inbox, and from the outbox through Twilio to a phone and back."""

from unittest.mock import patch

import frappe

from cfm_app.integrations import registry
from cfm_app.integrations.engine import contact_points, hook_urls, inbox, outbox
from cfm_app.integrations.twilio.provider import TwilioProvider
from cfm_app.integrations.twilio.signature import SETTINGS, SIGNATURE, signature
from cfm_app.testing.case import SAVEPOINT
from cfm_app.testing.inbox_case import InboxCase
from cfm_app.testing.outbox_case import OutboxCase
from cfm_app.testing.twilio_case import contract_or_none
from cfm_app.testing.twilio_double import (
	FORM,
	KEY_ID,
	KEY_SECRET,
	TOKEN,
	Fault,
	call_of,
	send_over,
	twilio_double,
)
from cfm_app.testing.twilio_store import ACCOUNT_SID

EVENT = "CFM Webhook Event"
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
KEYS = {"account_id": ACCOUNT_SID, "key_id": KEY_ID, "key_secret": KEY_SECRET, "auth_token": TOKEN}


class AtTwilio:
	"""The line of the case belongs to an account at Twilio, and Twilio is on this machine."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		twilio = patch.object(registry, "provider_class", return_value=TwilioProvider)
		twilio.start()
		cls.addClassCleanup(twilio.stop)
		cls.enter_keys()

	@classmethod
	def enter_keys(cls, **values):
		account = frappe.get_doc("CFM Provider Account", cls.line.account)
		account.update({"provider": "twilio", **KEYS, **values})
		account.save()
		frappe.db.commit()

	def setUp(self):
		running = twilio_double(contract_or_none())
		self.double = running.__enter__()
		self.addCleanup(running.__exit__, None, None, None)
		self.addCleanup(lambda: self.assertEqual(self.double.broken_rules, []))
		super().setUp()

	@property
	def url(self):
		return hook_urls.of_line(self.line)["message"]


class TestComingIn(AtTwilio, InboxCase):
	def test_a_message_of_a_person(self):
		answer = self.deliver(self.double.incoming(self.url, Body="The well is dry."))
		self.assertEqual((answer.status_code, answer.get_data(), answer.mimetype), (200, EMPTY, "text/xml"))
		(event,) = self.events()
		self.assertEqual((event.state, event.key_used), ("New", "current"))
		self.work()
		(message,) = self.messages()
		self.assertEqual((message.direction, message.text_length), ("In", len("The well is dry.")))
		self.assertEqual(frappe.db.get_value("CFM Interaction", message.record, "state"), "New")

	def test_it_comes_again_and_is_one_message(self):
		call = self.double.incoming(self.url)
		self.assertEqual([self.deliver(call).status_code for _time in range(3)], [200, 200, 200])
		self.work()
		self.assertEqual((len(self.events()), len(self.messages())), (1, 1))

	def test_a_user_of_whatsapp_without_a_number(self):
		self.deliver(self.double.incoming(self.url, From="whatsapp:TR.1502aBc", Body="سلام 🙏"))
		self.work()
		(message,) = self.messages()
		self.assertEqual(contact_points.address_of(message.contact_point).kind, "bsuid")

	def test_words_as_they_were_written(self):
		for words in (" \r\n padded \r\n", "", "‏سلام‏", "👨‍👩‍👧"):
			answer = self.deliver(self.double.incoming(self.url, Body=words))
			self.assertEqual(answer.status_code, 200, repr(words))

	def test_without_a_right_signature(self):
		call = self.double.incoming(self.url)
		sent = {"method": "POST", "data": call.body, "content_type": FORM}
		for refused in (
			{**sent, "headers": {}},
			{**sent, "headers": {SIGNATURE: signature("z" * 32, "SHA1", self.url, call.form)}},
			{**sent, "headers": call.headers, "data": call.body.replace(b"dry", b"wet")},
			{**sent, "headers": call.headers, "content_type": "text/plain"},
			{**sent, "headers": call.headers, "content_type": "multipart/form-data; boundary=x"},
		):
			answer = self.server.ask(call.target, **refused)
			self.assertEqual((answer.status_code, answer.get_data()), (403, b""))
		self.assertEqual(self.server.ask(call.target, **{**sent, "method": "GET"}).status_code, 405)
		self.assertEqual(self.events(state="New"), [])

	def test_what_a_proxy_says_counts_for_nothing(self):
		call = self.double.incoming(self.url)
		inside = self.server.ask(
			call.target,
			method="POST",
			data=call.body,
			headers=call.headers,
			content_type=FORM,
			base_url="http://10.0.0.7:8000",
		)
		self.assertEqual(inside.status_code, 200)
		evil = self.double.signed(f"https://evil.example{call.target}", dict(call.form))
		forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
		answer = self.server.ask(
			call.target,
			method="POST",
			data=evil.body,
			headers={**evil.headers, **forwarded},
			content_type=FORM,
		)
		self.assertEqual(answer.status_code, 403)

	def test_the_address_is_taken_as_it_was_written(self):
		call = self.double.signed(f"{self.url}?a=%7C%2e&b=%C3%A9", dict(self.double.incoming(self.url).form))
		self.assertEqual(self.deliver(call).status_code, 200)

	def test_a_field_that_twilio_added_since(self):
		self.assertEqual(self.deliver(self.double.incoming(self.url, BrandNew="v")).status_code, 200)

	def test_a_shared_key_and_no_way_back_to_the_weaker_hash(self):
		key = {"signing_key_id": "k1", "secret": "s" * 40, "algorithm": "SHA256"}
		self.enter_keys(signing_keys=[key])
		self.assertEqual(self.by_key("k1", "HMAC_SHA256", "SHA256"), 200)
		self.assertEqual(self.events(state="New")[0].key_used, "k1")
		self.assertEqual(self.by_key("k1", "HMAC_SHA1", "SHA1"), 403)
		self.assertEqual(self.by_key("k2", "HMAC_SHA256", "SHA256"), 403)

	def test_a_thousand_forged_calls_and_a_good_one(self):
		call = self.double.incoming(self.url)
		forged = {"path": call.target, "method": "POST", "data": call.body, "content_type": FORM}
		answers = self.server.ask_all([{**forged, "headers": {SIGNATURE: "x" * 28}}] * 100)
		self.assertEqual({answer.status_code for answer in answers}, {403})
		self.assertEqual(self.deliver(call).status_code, 200)
		self.assertEqual(inbox.summary()["refused_today"], 100)

	def by_key(self, key, said, algorithm):
		form = self.double.incoming(self.url).form
		headers = {SETTINGS: f"key={key},algorithm={said}"}
		headers[SIGNATURE] = signature("s" * 40, algorithm, self.url, form)
		return self.deliver(call_of(self.url, form, headers)).status_code

	def deliver(self, call):
		return send_over(self.server.ask, call)


class TestGoingOut(AtTwilio, OutboxCase):
	def test_a_message_goes_out_once_and_its_delivery_comes_back(self):
		name = self.queue()
		outbox.send(name)
		(taken,) = self.double.messages
		self.assertEqual((self.state(name), taken["body"]), ("Accepted", self.words))
		for word in ("sent", "delivered", "sent"):
			self.come_back(self.double.report(taken["sid"], word))
		self.assertEqual(self.state(name), "Delivered")
		self.assertEqual(self.row(name).provider_key, f"{self.line.account}:{taken['sid']}")

	def test_a_report_that_never_comes_back_is_asked_for(self):
		name = self.queue()
		outbox.send(name)
		(taken,) = self.double.messages
		self.double.report(taken["sid"], "undelivered", 30005)
		self.double.fail(Fault(status=503))
		self.sweep(minutes=10)
		self.assertEqual(self.state(name), "Accepted")
		self.sweep(hours=1)
		row = self.row(name)
		self.assertEqual((row.state, row.error_code), ("Undelivered", "30005"))
		point = frappe.db.get_value("CFM Contact Point", self.person, "unreachable_code")
		self.assertEqual(point, "30005", "it has the effects of a report")

	def test_the_report_comes_before_twilios_answer_is_stored(self):
		self.double.fail(Fault("hang", taken=True))
		name = self.queue()
		outbox.send(name)
		self.assertEqual(self.state(name), "Ambiguous")
		(taken,) = self.double.messages
		self.come_back(self.double.report(taken["sid"], "delivered"))
		self.assertEqual(self.state(name), "Delivered")
		self.sweep(hours=1)
		self.assertEqual(len(self.double.messages), 1)

	def test_an_error_of_the_server_and_twilio_has_it_after_all(self):
		self.double.fail(Fault(status=503, taken=True))
		name = self.queue()
		outbox.send(name)
		self.sweep(seconds=61)
		self.assertEqual((self.state(name), len(self.double.messages)), ("Accepted", 1))

	def test_an_error_of_the_server_and_twilio_does_not_have_it(self):
		self.double.fail(Fault(status=503))
		name = self.queue()
		outbox.send(name)
		for _sweep in range(6):
			self.sweep(minutes=30)
		self.assertEqual((self.state(name), len(self.double.messages)), ("Accepted", 1))

	def test_too_fast_for_twilio(self):
		self.double.fail(Fault(status=429, code=20429, retry_after="700"))
		name = self.queue()
		outbox.send(name)
		self.sweep(seconds=690)
		self.assertEqual((self.state(name), self.double.messages), ("Retry", []))
		self.sweep(seconds=3600)
		self.assertEqual((self.state(name), len(self.double.messages)), ("Accepted", 1))

	def test_a_wrong_key_stops_the_account_and_the_right_one_sends_what_waited(self):
		self.double.fail(Fault(status=401, code=20003))
		names = [self.queue(), self.queue()]
		outbox.send_due()
		self.assertEqual([self.state(name) for name in names], ["Queued", "Queued"])
		self.assertEqual(self.account().paused_code, "20003")
		self.enter_keys()
		self.sweep(minutes=2)
		self.assertEqual([self.state(name) for name in names], ["Accepted", "Accepted"])

	def test_the_person_told_twilio_to_stop(self):
		self.double.store.refuse_numbers[self.phone] = 21610
		first, second = self.queue(), self.queue()
		outbox.send(first)
		self.assertEqual(self.row(first).error_class, "OptedOut")
		self.assertEqual((self.state(first), self.state(second)), ("Blocked", "Cancelled"))
		self.assertEqual(len(self.double.calls), 1)

	def come_back(self, call):
		"""Let the report come in as it does, and a worker take it."""
		path_key, _slash, what = call.target.removeprefix("/cfm-hook/").partition("/")
		frappe.local.request = frappe._dict(after_response=frappe._dict(add=lambda work: None))
		self.assertEqual(inbox.receive(path_key, what, call).status, 200)
		frappe.db.commit()
		for event in frappe.get_all(EVENT, {"line": self.line.name, "state": "New"}, pluck="name"):
			inbox.process(event)
		frappe.db.commit()

	def _remove_what_was_sent(self):
		super()._remove_what_was_sent()
		frappe.db.delete(EVENT, {"line": self.line.name})
		frappe.db.commit()
		frappe.db.savepoint(SAVEPOINT)

	@property
	def words(self):
		return "We received your message. Reference CC-7K2M4-9QRST."

	@property
	def phone(self):
		return contact_points.address_of(self.person).value
