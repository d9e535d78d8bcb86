"""Who may put a message into the inbox: the provider alone, whatever a stranger makes of the address he has learnt."""

from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import frappe

from cfm_app.handling import alerts
from cfm_app.integrations.engine import hook_urls, inbox
from cfm_app.testing import signed_gateway
from cfm_app.testing.factories import make_user
from cfm_app.testing.inbox_case import InboxCase
from cfm_app.testing.redis_search import found_in_redis
from cfm_app.testing.signed_gateway import BASE, OLD_SECRET, SIGNATURE, call, sign, text


class TestWhoIsLetIn(InboxCase):
	def test_the_provider_brings_a_message(self):
		answer = self.send(text("SM1"))
		self.assertEqual(
			(answer.status_code, answer.get_data(), answer.mimetype), (200, b"<ok/>", "text/xml")
		)
		(event,) = self.events()
		self.assertEqual((event.state, event.kind, event.key_used), ("New", "message", "new"))
		self.assertEqual(self.handed_over, [event.name])
		self.work()
		self.assertEqual(self.record_of("SM1").state, "New")

	def test_the_answer_leaves_no_cookie_and_nothing_to_keep(self):
		for answer in (self.send(text("SM1")), self.server.ask("/cfm-hook/nobody/message", method="POST")):
			self.assertNotIn("Set-Cookie", answer.headers)
			self.assertIn("no-store", answer.headers["Cache-Control"])

	def test_without_a_signature_nothing_comes_in(self):
		answer = self.send(text("SM1"), headers={})
		self.assertEqual((answer.status_code, answer.get_data()), (403, b""))
		(counted,) = self.events()
		self.assertEqual((counted.state, counted.reason, counted.sealed), ("Refused", "not_signed", None))
		self.assertEqual(self.messages(), [])

	def test_one_byte_changed_on_the_way_is_refused(self):
		sent = call(self.line, text("SM1"))
		sent["data"] = sent["data"].replace(b"dry", b"wet")
		self.assertEqual(self.server.ask(**sent).status_code, 403)
		self.assertEqual(self.events(state="New"), [])

	def test_the_key_of_another_account_opens_nothing(self):
		self.assertEqual(self.send(text("SM1"), secret=b"of somebody else").status_code, 403)

	def test_the_address_that_counts_is_the_configured_one(self):
		"""TLS ends at a proxy: the backend sees http, another host, and whatever a stranger claims in headers."""
		sent = call(self.line, text("SM1"), base_url="http://10.0.0.7:8000")
		self.assertEqual(self.server.ask(**sent).status_code, 200)
		evil = "https://evil.example"
		signed = sign(evil + sent["path"], sent["data"])
		forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", SIGNATURE: signed}
		self.assertEqual(self.server.ask(**{**sent, "headers": forwarded}).status_code, 403)

	def test_the_address_is_taken_as_it_was_written(self):
		"""Werkzeug reads %6D as m and rewrites %7C; the provider signs what it sends."""
		path = f"/cfm-hook/{self.line.path_key}/%6Dessage?a=%7C%2e&b=%C3%A9"
		sent = call(self.line, text("SM1"))
		sent["headers"] = {SIGNATURE: sign(BASE + path, sent["data"])}
		self.assertEqual(self.server.ask(**{**sent, "path": path}).status_code, 200)

	def test_a_second_address_holds_while_the_domain_moves(self):
		frappe.db.set_single_value("CFM Channel Settings", "second_base_url", "https://old.example.org/")
		frappe.db.commit()
		sent = call(self.line, text("SM1"))
		sent["headers"] = {SIGNATURE: sign("https://old.example.org" + sent["path"], sent["data"])}
		self.assertEqual(self.server.ask(**sent).status_code, 200)
		frappe.db.set_single_value("CFM Channel Settings", "second_base_url", "")
		frappe.db.commit()
		self.assertEqual(self.server.ask(**sent).status_code, 403)

	def test_fields_that_the_provider_added_do_no_harm(self):
		self.assertEqual(
			self.send({**text("SM1"), "NewIn2027": "x", "": "", "cmd": "frappe.ping"}).status_code, 200
		)
		self.assertEqual(len(self.events(state="New")), 1)

	def test_a_token_of_last_week_is_taken_and_the_administrator_hears_once(self):
		with patch("cfm_app.handling.alerts.tell_all") as told:
			answers = [self.send(text(f"SM{n}"), secret=OLD_SECRET).status_code for n in range(3)]
		self.assertEqual(answers, [200, 200, 200])
		self.assertEqual([args.args[2] for args in told.call_args_list], ["old_key_used"])
		self.assertEqual({event.key_used for event in self.events()}, {"old"})

	def test_the_alarm_names_the_line_to_those_who_can_mend_it(self):
		admin = make_user("Adele Admin", "Administrator")
		self.assertIn(admin, alerts.administrators())
		for code in ("calls_refused", "old_key_used", "message_parked", "status_parked"):
			alerts.send(admin, "CFM Message Line", self.line.name, code)
		told = frappe.get_all("Notification Log", {"for_user": admin}, ["subject", "document_name"])
		self.assertEqual(len(told), 4)
		for row in told:
			self.assertTrue(row.subject.startswith(f"{self.line.title}: "), row.subject)
			self.assertEqual(row.document_name, self.line.name)

	def test_a_flood_of_bad_signatures_is_one_line_and_one_alarm(self):
		bad = call(self.line, text("SM1"), secret=b"guessed")
		with patch("cfm_app.handling.alerts.tell_all") as told:
			answers = self.server.ask_all([bad] * 150)
			good = self.send(text("SM2"))
		self.assertEqual({answer.status_code for answer in answers}, {403})
		self.assertEqual(good.status_code, 200)
		(counted,) = self.events(state="Refused")
		self.assertEqual(counted.duplicates, 149)
		self.assertEqual([args.args[2] for args in told.call_args_list], ["calls_refused"])
		self.assertEqual(inbox.summary()["refused_today"], 150)


class TestOtherDoors(InboxCase):
	def test_an_address_nobody_was_given_costs_the_database_nothing(self):
		self.server.ask("/cfm-hook/warm/message", method="POST")
		for path in (
			"/cfm-hook/guess/message",
			"/cfm-hook/guess",
			"/cfm-hook",
			f"/cfm-hook/{self.line.path_key}/x",
		):
			answer = self.server.ask(path, method="POST")
			self.assertEqual((answer.status_code, answer.get_data()), (404, b""), path)
		with patch.object(hook_urls, "_all_lines") as read:
			self.server.ask("/cfm-hook/guess2/message", method="POST")
		read.assert_not_called()
		self.assertEqual(self.events(), [])

	def test_a_method_the_provider_does_not_use_is_refused(self):
		for method in ("GET", "HEAD"):
			self.assertEqual(self.send(text("SM1"), method=method).status_code, 405)
		for method in ("PUT", "PATCH", "DELETE"):
			self.assertIn(self.send(text("SM1"), method=method).status_code, (404, 405))
		self.assertEqual(self.events(), [])

	def test_a_provider_may_call_by_get_and_nothing_is_lost(self):
		class CallsByGet(signed_gateway.SignedGateway):
			methods = ("GET",)

			def authenticate(self, request, base_urls):
				return signed_gateway.AuthResult("by address")

			def parse(self, request, line, what):
				sender = signed_gateway.Address("phone", "+573001234567")
				return [signed_gateway.InboundMessage("k1", "", sender, dict(request.query)["words"])]

		with patch("cfm_app.integrations.registry.provider_class", return_value=CallsByGet):
			answer = self.server.ask(f"/cfm-hook/{self.line.path_key}/message?words=salaam", method="GET")
		self.assertEqual(answer.status_code, 200)
		self.assertEqual([event.state for event in self.events()], ["New"])

	def test_a_line_that_was_just_made_is_known_and_one_that_went_is_not(self):
		line = signed_gateway.make_line("New line")
		frappe.db.commit()
		self.assertEqual(self.server.ask(**call(line, text("SM9"))).status_code, 200)
		frappe.db.delete("CFM Webhook Event", {"line": line.name})
		account = line.account
		frappe.delete_doc("CFM Message Line", line.name)
		frappe.delete_doc("CFM Provider Account", account)
		frappe.db.commit()
		self.assertEqual(self.server.ask(**call(line, text("SM10"))).status_code, 404)
		self.look_again()


class TestHostileRequests(InboxCase):
	def ask(self, data: bytes, content_type: str, signature: str = ""):
		return self.send({}, data=data, content_type=content_type, headers={SIGNATURE: signature})

	def status(self, *asked) -> int:
		"""Return the status of an answer; where the platform breaks down, what its server makes of that."""
		try:
			return self.ask(*asked).status_code
		except Exception:
			return 500

	def test_what_is_no_form_is_a_plain_no(self):
		for kind in (
			"multipart/form-data; boundary=x",
			"multipart/form-data",
			"text/plain",
			"x; charset=nonsense",
			"",
		):
			for data in (b"--x\r\nbroken\xff", b"\xff\xfe%zz=%", b""):
				answer = self.ask(data, kind)
				self.assertEqual((answer.status_code, answer.get_data()), (403, b""), kind)

	def test_what_the_platform_cannot_read_comes_no_further_and_leaves_no_word(self):
		"""It fails on such a body at every address, before it asks any app: nothing of ours has begun by then."""
		for data in (b'{"word": "quetzalfeather', b"null", b'"quetzalfeather"', b"\xff\xfe", b"[" * 100_000):
			with patch.object(inbox, "receive") as asked:
				self.assertGreaterEqual(self.status(data, "application/json"), 400, data[:20])
			asked.assert_not_called()
		self.assertEqual(self.events(), [])
		self.assertEqual(found_in_redis(["quetzalfeather"]), [])

	def test_json_is_no_way_around_the_signature_of_a_form(self):
		sent = call(self.line, text("SM1"), content_type="application/json", data=b'{"id": "SM1"}')
		self.assertEqual(self.server.ask(**sent).status_code, 403)

	def test_what_is_too_big_is_not_read(self):
		for kind in ("application/json", signed_gateway.FORM, "multipart/form-data; boundary=x"):
			self.assertEqual(self.ask(b"a=" + b"x" * 27_000_000, kind).status_code, 413, kind)
		self.assertEqual(self.events(state="New"), [])

	def test_a_function_named_in_the_body_is_not_called(self):
		with patch("frappe.handler.handle") as handle:
			self.ask(b'{"cmd": "frappe.ping"}', "application/json")
			self.send({"cmd": "frappe.ping", **text("SM1")})
		handle.assert_not_called()

	def test_a_failure_inside_tells_the_provider_to_come_again(self):
		with patch.object(inbox, "insert_or_count", side_effect=frappe.db.OperationalError(2006, "gone")):
			answer = self.send(text("SM1"))
		self.assertEqual((answer.status_code, answer.get_data()), (503, b""))
		self.assertEqual(self.send(text("SM1")).status_code, 200)
		self.assertEqual(len(self.events()), 1)

	@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
	@given(
		st.binary(max_size=400),
		st.sampled_from(
			["application/json", signed_gateway.FORM, "multipart/form-data; boundary=x", "text/xml", "a/b;c"]
		),
		st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=80),
	)
	def test_no_stranger_gets_more_than_a_no(self, body, content_type, signature):
		expected = (403, 417, 500) if content_type == "application/json" else (403,)
		self.assertIn(self.status(body, content_type, signature), expected)

	@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
	@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=8))
	def test_whatever_is_signed_is_taken(self, pairs):
		pairs = [
			(name.encode("utf-8", "replace").decode(), value.encode("utf-8", "replace").decode())
			for name, value in pairs
		]
		answer = self.send([("id", frappe.generate_hash()), ("from", "+573001234567"), *pairs])
		self.assertEqual(answer.status_code, 200)


class TestAddresses(InboxCase):
	def test_an_address_proves_the_message_it_names(self):
		url = hook_urls.status_url("abc123", self.line)
		self.assertTrue(url.startswith(f"{BASE}/cfm-hook/{self.line.path_key}/status/abc123."))
		part = url.rpartition("/")[2]
		self.assertEqual(hook_urls.message_of(part), "abc123")
		for forged in ("abc124" + part[6:], part[:-1], "abc123", "", ".", "abc123.é", part + "0"):
			self.assertEqual(hook_urls.message_of(forged), "", forged)

	def test_no_address_is_made_up_while_none_is_configured(self):
		with patch.object(hook_urls, "base_urls", return_value=()):
			self.assertEqual(hook_urls.of_line(self.line), {"message": "", "status": ""})
			self.assertEqual(hook_urls.status_url("abc", self.line), "")
