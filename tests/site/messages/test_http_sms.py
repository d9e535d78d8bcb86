"""A gateway that is not Kannel, called and answering in the ways gateways do; its password is in no error."""

from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import requests
import responses

from cfm_app.integrations.base.errors import (
	Ambiguous,
	ConfigBroken,
	Permanent,
	SendError,
	Throttled,
	Transient,
)
from cfm_app.integrations.base.types import Address, OutboundMessage, RawRequest
from cfm_app.integrations.http_sms.provider import HttpSmsProvider
from cfm_app.testing.case import CFMTestCase

URL, PASSWORD, WORDS = "https://sms.example.org/send", "geheim-9931", "We received your message."
NAMED = """
send.to = msisdn
send.from = sender
send.text = body
send.status_url = callback
send.fixed.type = plain
answer.id = data.0.id
answer.accepted = queued
message.from = from
message.text = text
message.id = id
status.id = id
status.word = status
status.delivered = DELIVRD
status.failed = EXPIRED, REJECTD
"""
MESSAGE = OutboundMessage("m1", "4567", Address("phone", "+93701234567"), WORDS, "https://help/status/m1.x")
LINE = SimpleNamespace(
	name="line", title="Local number", countries="AF", kind="SMS", receives=1, last_in_on=None
)


class TestGateway(CFMTestCase):
	def provider(self, preset="Kannel", fields="", **values):
		account = SimpleNamespace(
			preset=preset,
			send_url=URL,
			username="cfm",
			password="***",
			gateway_fields=fields,
			allowed_addresses="10.8.0.0/24",
			get_password=lambda field, raise_exception=True: PASSWORD,
		)
		account.__dict__.update(values)
		return HttpSmsProvider(account)

	def call(self, method="POST", target="/cfm-hook/key/message", body=b"", **more):
		plain = RawRequest(method, target, "", {}, body, (), (), "10.8.0.3")
		return replace(plain, **more)

	@contextmanager
	def gateway(self, **answer):
		"""Let the gateway answer; give a list that holds the calls it got once the block has ended."""
		calls = []
		with responses.RequestsMock() as net:
			net.post(URL, **answer)
			yield calls
			calls += net.calls

	def error(self, provider=None, **answer):
		with self.gateway(**answer), self.assertRaises(SendError) as caught:
			(provider or self.provider()).send(MESSAGE, LINE)
		self.assert_nothing_told(caught.exception)
		return type(caught.exception), caught.exception.code

	def assert_nothing_told(self, error):
		"""Neither the error nor anything it came from may hold the password, the number or the words."""
		while error is not None:
			for secret in (PASSWORD, WORDS, "93701234567"):
				self.assertNotIn(secret, f"{error!r} {vars(error)}")
			error = error.__cause__ or error.__context__

	def test_kannel_gets_everything_outside_the_address(self):
		with self.gateway(body="0: Accepted for delivery", status=202) as calls:
			result = self.provider().send(MESSAGE, LINE)
		asked = calls[0].request
		self.assertEqual((asked.url, asked.body.decode()), (URL, WORDS))
		self.assertEqual(asked.headers["X-Kannel-To"], b"+93701234567")
		self.assertEqual(asked.headers["X-Kannel-DLR-Url"], b"https://help/status/m1.x?state=%d")
		self.assertNotIn("X-Kannel-Coding", asked.headers)
		self.assertEqual((result.state, result.provider_ref), ("Accepted", ""))

	def test_arabic_tells_kannel_its_coding(self):
		with self.gateway(body="3: Queued for later delivery", status=202) as calls:
			self.provider().send(replace(MESSAGE, body="مرحبا"), LINE)
		self.assertEqual(calls[0].request.headers["X-Kannel-Coding"], b"2")

	def test_what_kannel_answers_decides_what_happens_next(self):
		for answer, error in (
			({"status": 403, "body": "Authorization failed for sendsms"}, (ConfigBroken, "login_refused")),
			(
				{"status": 403, "body": "Number(s) has/have been denied by white- and/or black-lists."},
				(Permanent, "not_routable"),
			),
			({"status": 403, "body": "Not routable. Do not try again."}, (Permanent, "not_routable")),
			({"status": 400, "body": "Missing receiver(s) number(s), rejected"}, (Permanent, "400")),
			({"status": 404, "body": "Unknown request."}, (ConfigBroken, "404")),
			({"status": 503, "body": "Temporal failure, try again later."}, (Transient, "503")),
			({"status": 500, "body": ""}, (Ambiguous, "500")),
			({"status": 200, "body": "<html>Welcome</html>"}, (Ambiguous, "200")),
			({"status": 302, "headers": {"Location": "https://evil.example/"}}, (ConfigBroken, "redirected")),
		):
			with self.subTest(answer=answer):
				self.assertEqual(self.error(**answer), error)

	def test_a_network_that_fails_tells_nothing_and_is_not_confused(self):
		told = f"{URL}?password={PASSWORD} {WORDS} 93701234567"
		for failure, error in (
			(requests.ConnectTimeout(told), (Transient, "not_connected")),
			(requests.ReadTimeout(told), (Ambiguous, "no_answer")),
			(requests.ConnectionError(told), (Ambiguous, "no_answer")),
			(requests.exceptions.SSLError(told), (Transient, "tls")),
			(requests.exceptions.InvalidHeader(told), (ConfigBroken, "cannot_be_asked")),
		):
			with self.subTest(failure=type(failure).__name__):
				self.assertEqual(self.error(body=failure), error)

	def test_a_closed_port_is_no_message_sent(self):
		provider = self.provider(send_url="http://127.0.0.1:9/cgi-bin/sendsms")
		with self.assertRaises(Transient) as caught:
			provider.send(MESSAGE, LINE)
		self.assert_nothing_told(caught.exception)

	def test_a_slash_behind_the_address_of_kannel_leads_nowhere_else(self):
		with self.gateway(body="0: Accepted for delivery") as calls:
			self.provider(send_url=f"{URL}/").send(MESSAGE, LINE)
		self.assertEqual([call.request.url for call in calls], [URL])

	def test_a_gateway_that_asks_for_time_gets_it(self):
		with self.gateway(status=429, headers={"Retry-After": "7"}), self.assertRaises(Throttled) as caught:
			self.provider().send(MESSAGE, LINE)
		self.assertEqual(caught.exception.retry_after, 7)

	def test_without_encryption_nothing_leaves_the_own_network(self):
		with responses.RequestsMock(), self.assertRaises(ConfigBroken) as caught:
			self.provider(send_url="http://sms.example.org/send").send(MESSAGE, LINE)
		self.assertEqual(caught.exception.code, "address_not_safe")

	def test_named_fields_are_sent_as_a_form(self):
		with self.gateway(json={"state": "queued", "data": [{"id": 77}]}) as calls:
			result = self.provider("Generic", NAMED).send(MESSAGE, LINE)
		sent = dict(part.split("=") for part in calls[0].request.body.split("&"))
		self.assertEqual((sent["msisdn"], sent["type"], sent["sender"]), ("%2B93701234567", "plain", "4567"))
		self.assertTrue(calls[0].request.headers["Authorization"].startswith("Basic "))
		self.assertEqual(result.provider_ref, "77")

	def test_named_fields_are_sent_as_json_with_a_key_in_a_header(self):
		fields = f"{NAMED}send.as = json\nsend.login = header\nsend.password = apiKey\nsend.numbers = digits"
		with self.gateway(json={"state": "queued"}) as calls:
			self.provider("Generic", fields).send(MESSAGE, LINE)
		self.assertEqual(calls[0].request.headers["apiKey"], PASSWORD.encode())
		self.assertIn(b'"msisdn": "93701234567"', calls[0].request.body)

	def test_what_another_gateway_answers_decides_what_happens_next(self):
		generic = self.provider("Generic", NAMED)
		for answer, error in (
			({"status": 401}, (ConfigBroken, "401")),
			({"status": 403}, (ConfigBroken, "403")),
			({"status": 400}, (Permanent, "400")),
			({"status": 502}, (Ambiguous, "502")),
			({"status": 200, "json": {"error": "no credit"}}, (Permanent, "refused")),
		):
			with self.subTest(answer=answer):
				self.assertEqual(self.error(generic, **answer), error)

	def test_named_fields_bring_messages_and_reports(self):
		generic = self.provider("Generic", NAMED)
		body = b'{"from": "0701234567", "text": "The well is dry", "id": "in-1"}'
		(message,) = generic.parse(self.call(content_type="application/json", body=body), LINE, "message")
		self.assertEqual(
			(message.key, message.provider_ref, message.sender, message.text),
			("in-1", "", Address("phone", "+93701234567"), "The well is dry"),
		)
		form = (("id", "77"), ("status", "DELIVRD"))
		(report,) = generic.parse(self.call(form=form), LINE, "status")
		self.assertEqual((report.provider_ref, report.state, report.key), ("77", "Delivered", "77:DELIVRD"))

	def test_kannel_reports_in_numbers(self):
		states = {}
		for number in ("1", "2", "4", "8", "16", "32", "", "%d"):
			sent = self.call(
				"GET", f"/cfm-hook/key/status/m1.proof?state={number}", query=(("state", number),)
			)
			for report in self.provider().parse(sent, LINE, "status"):
				states[report.key] = report.state
		self.assertEqual(
			states,
			{
				"m1.proof:1": "Delivered",
				"m1.proof:2": "Undelivered",
				"m1.proof:4": "Accepted",
				"m1.proof:8": "Sent",
				"m1.proof:16": "Failed",
				"m1.proof:32": "",
			},
		)

	def test_calls_that_make_no_sense_bring_nothing(self):
		generic = self.provider("Generic", NAMED)
		for body in (b"", b"{", b"[]", b'{"from": {"a": 1}}', b"[" * 100_000, b"\xff\xfe"):
			sent = self.call(content_type="application/json", body=body)
			self.assertEqual(generic.parse(sent, LINE, "message"), [])
			self.assertEqual(generic.parse(sent, LINE, "status"), [])

	def test_a_call_without_an_id_is_the_same_message_when_it_is_repeated(self):
		sent = self.call(
			headers={"x-kannel-from": "+93701234567", "x-kannel-time": "2026-01-01"}, body=b"Hello"
		)
		later = replace(sent, headers={**sent.headers, "x-kannel-time": "2026-01-02"})
		keys = [self.provider().parse(each, LINE, "message")[0].key for each in (sent, sent, later)]
		self.assertEqual(keys[0], keys[1])
		self.assertNotEqual(keys[0], keys[2])

	def test_only_the_gateway_is_let_in(self):
		provider = self.provider()
		self.assertIsNotNone(provider.authenticate(self.call(), ()))
		self.assertIsNone(provider.authenticate(self.call(remote_address="10.9.0.3"), ()))
		hidden = {"x-forwarded-for": "203.0.113.9"}
		self.assertIsNone(provider.authenticate(self.call(headers=hidden), ()), "a proxy hides who calls")

	def test_nobody_can_be_signed_up_again_by_calls_that_are_not_signed(self):
		self.assertFalse(self.provider().capabilities("SMS").signed_webhooks)
		self.assertFalse(self.provider().capabilities("WhatsApp").sends)

	def test_the_answer_says_nothing_that_kannel_would_send_on_and_is_not_repeated(self):
		answer = self.provider().acknowledge([])
		self.assertEqual((answer.status, answer.body), (200, ""))

	def test_the_connection_is_tested_without_sending_anything(self):
		urls = {"line": {"message": "https://help/message", "status": "https://help/status"}}
		with self.gateway(status=400, body="Missing receiver(s) number(s), rejected") as calls:
			found = self.provider().check([LINE], urls)
		self.assertNotIn("X-Kannel-To", calls[0].request.headers)
		self.assertEqual(found, ["Local number: nothing has come in yet. Enter its address at the gateway."])
		with self.gateway(status=403), self.assertRaises(ConfigBroken):
			self.provider().check([LINE], urls)

	def test_an_account_with_gaps_names_them(self):
		self.assertEqual(self.provider().account_gaps(), [])
		self.assertEqual(len(self.provider(send_url="http://sms.example.org").account_gaps()), 1)
		self.assertEqual(len(self.provider(allowed_addresses="").account_gaps()), 1)
		self.assertEqual(len(self.provider(allowed_addresses="0.0.0.0/0").account_gaps()), 1)
		self.assertEqual(len(self.provider("Generic", "send.to = to\nsend.as = xml").account_gaps()), 2)
