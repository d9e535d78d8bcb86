"""An administrator goes from nothing to the first message on one page; no secret is shown and nobody else gets in."""

import json
from unittest.mock import patch

import frappe

from cfm_app.api import desk_message_setup
from cfm_app.integrations.base.errors import ConfigBroken
from cfm_app.integrations.http_sms.provider import HttpSmsProvider
from cfm_app.integrations.twilio.provider import TwilioProvider
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.factories import make_user

SETTINGS, PASSWORD, TOKEN = "CFM Channel Settings", "geheim-9931", "f" * 32
BASE = "https://help.example.org"


class TestSetUpPage(CFMTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.administrator = make_user("Adil Administrator", "Administrator")
		cls.coordinator = make_user("Carla Coordinator", "Coordinator")

	def setUp(self):
		super().setUp()
		frappe.db.delete("CFM Message Line")
		frappe.db.delete("CFM Provider Account")
		self.settings(public_base_url="", allowed_countries="", sending_on=0, receiving_on=1, daily_budget=0)
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)

	def settings(self, **values):
		frappe.db.set_single_value(SETTINGS, values)
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def make_gateway(self):
		account = frappe.get_doc(
			doctype="CFM Provider Account",
			title="Kannel in Kabul",
			provider="http_sms",
			preset="Kannel",
			send_url="http://127.0.0.1:13013/cgi-bin/sendsms",
			username="cfm",
			password=PASSWORD,
			allowed_addresses="127.0.0.1",
		).insert()
		return self.make_line(account, address="4567")

	def make_twilio(self):
		account = frappe.get_doc(
			doctype="CFM Provider Account",
			title="Twilio",
			provider="twilio",
			account_id="AC" + "0" * 32,
			key_id="SK" + "0" * 32,
			key_secret=PASSWORD,
			auth_token=TOKEN,
		).insert()
		return self.make_line(account, address="+15005550006")

	def make_line(self, account, **values):
		row = {"title": f"Line of {account.title}", "kind": "SMS", "account": account.name, "channel": "SMS"}
		return frappe.get_doc(doctype="CFM Message Line", **row, **values).insert()

	def page(self):
		with self.as_user(self.administrator):
			return desk_message_setup.overview()

	def missing(self):
		return [step["code"] for step in self.page()["steps"] if not step["is_done"]]

	def shown(self, line):
		(account,) = (each for each in self.page()["accounts"] if each["name"] == line.account)
		return account, account["lines"][0]

	def test_what_is_missing_shrinks_with_each_step(self):
		for code in ("address", "account", "line", "connection", "first_message", "countries", "sending"):
			self.assertIn(code, self.missing())
		self.settings(public_base_url=BASE, allowed_countries="AF")
		line = self.make_gateway()
		with patch.object(HttpSmsProvider, "check", return_value=[]), self.as_user(self.administrator):
			self.assertEqual(desk_message_setup.test_connection(line.account), {"differences": []})
		frappe.db.set_value("CFM Message Line", line.name, "last_in_on", frappe.utils.now_datetime())
		self.settings(sending_on=1)
		left = set(self.missing())
		self.assertFalse(
			left & {"address", "account", "line", "connection", "first_message", "countries", "sending"}
		)

	def test_a_gateway_without_a_password_says_so_in_words(self):
		line = self.make_gateway()
		frappe.get_doc("CFM Provider Account", line.account).update({"password": ""}).save()
		with self.as_user(self.administrator):
			(told,) = desk_message_setup.test_connection(line.account)["differences"]
		self.assertEqual(told, "Keys or a password are missing. Enter them in the form of the account.")

	def test_every_step_says_what_to_do(self):
		for step in self.page()["steps"]:
			self.assertTrue(step["title"] and (step["is_done"] or step["help"]), step["code"])

	def test_words_that_nobody_reviewed_are_named(self):
		frappe.db.set_value("CFM Message Template", {"template_key": "question"}, "reviewed_as_neutral", 0)
		(words,) = (step for step in self.page()["steps"] if step["code"] == "words")
		self.assertFalse(words["is_done"])
		self.assertIn("question", words["help"])

	def test_the_exact_addresses_are_there_to_be_copied(self):
		self.settings(public_base_url=BASE)
		_account, shown = self.shown(line := self.make_twilio())
		path = f"{BASE}/cfm-hook/{line.path_key}"
		self.assertEqual(shown["urls"], {"message": f"{path}/message", "status": f"{path}/status"})
		self.assertTrue(shown["is_signed"])

	def test_kannel_is_given_its_own_configuration(self):
		self.settings(public_base_url=BASE)
		account, shown = self.shown(line := self.make_gateway())
		self.assertIn(f'post-url = "{BASE}/cfm-hook/{line.path_key}/message?id=%I"', shown["instructions"])
		self.assertFalse(shown["is_signed"])
		self.assertFalse(account["can_be_set_up"])

	def test_where_people_can_write_back_is_told(self):
		self.settings(allowed_countries="CO, TR")
		_account, shown = self.shown(self.make_twilio())
		facts = {each["country"]: each["can_reply"] for each in shown["two_ways"]}
		self.assertEqual(facts, {"CO": True, "TR": False})
		_account, shown = self.shown(self.make_gateway())
		self.assertTrue(all(each["can_reply"] for each in shown["two_ways"]))

	def test_no_secret_is_on_the_page(self):
		self.make_gateway()
		self.make_twilio()
		page = json.dumps(self.page(), default=str)
		self.assertNotIn(PASSWORD, page)
		self.assertNotIn(TOKEN, page)

	def test_opening_the_page_asks_no_provider(self):
		self.make_gateway()
		self.make_twilio()
		with patch("requests.Session.send", side_effect=AssertionError("a call was made")):
			self.page()

	def test_differences_stay_on_the_page(self):
		line = self.make_twilio()
		found = ["Line of Twilio: Twilio calls another address than this site's."]
		with patch.object(TwilioProvider, "check", return_value=found), self.as_user(self.administrator):
			self.assertEqual(desk_message_setup.test_connection(line.account), {"differences": found})
		account, _line = self.shown(line)
		self.assertEqual(account["differences"], found)

	def test_addresses_are_set_at_the_provider(self):
		line, changed = self.make_twilio(), ["Line of Twilio: Twilio now calls this site."]
		with (
			patch.object(TwilioProvider, "provision", return_value=changed),
			patch.object(TwilioProvider, "check", return_value=[]),
			self.as_user(self.administrator),
		):
			self.assertEqual(desk_message_setup.set_addresses(line.account), {"changed": changed})

	def test_a_provider_that_refuses_is_told_in_a_sentence(self):
		line = self.make_twilio()
		refused = patch.object(TwilioProvider, "provision", side_effect=ConfigBroken("20003"))
		error = self.assert_refused("error 20003", frappe.ValidationError)
		with refused, self.as_user(self.administrator), error:
			desk_message_setup.set_addresses(line.account)

	def test_nobody_else_gets_in(self):
		line = self.make_gateway()
		asked = (
			(desk_message_setup.overview, ()),
			(desk_message_setup.test_connection, (line.account,)),
			(desk_message_setup.set_addresses, (line.account,)),
		)
		for function, arguments in asked:
			with self.as_user(self.coordinator), self.assert_refused("Only an administrator"):
				function(*arguments)
