"""A third provider needs one folder and one hook: no line of the engine knows it."""

import json

import frappe

from cfm_app.confidentiality import vault
from cfm_app.integrations import registry
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import contact_points, outbox
from cfm_app.testing import example_provider
from cfm_app.testing.example_provider import SIGNATURE, ExampleProvider, signature
from cfm_app.testing.inbox_case import InboxCase
from cfm_app.testing.outbox_case import KEY, OPEN, OutboxCase

PERSON, SECRET = "+93701234567", "between us"
SETTINGS = "CFM Channel Settings"


class TestThirdProvider(InboxCase):
	@classmethod
	def set_up_line(cls):
		provider = example_provider.installed()
		provider.__enter__()
		cls.addClassCleanup(provider.__exit__, None, None, None)
		cls.addClassCleanup(cls.close_again)
		frappe.db.set_single_value(SETTINGS, {**OPEN, "receiving_on": 1, "allowed_countries": "AF"})
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		OutboxCase.make_template()
		account = frappe.get_doc(
			doctype="CFM Provider Account", title="Example", provider="example", password=SECRET
		)
		line = {"account": account.insert().name, "address": "4567", "channel": "SMS", "area": "ALL"}
		row = {"title": "Example line", "kind": "SMS", "language": "en", "rate_per_second": 10, **line}
		return frappe.get_doc(doctype="CFM Message Line", **row).insert()

	@classmethod
	def close_again(cls):
		frappe.db.rollback()
		frappe.db.delete("CFM Message Template", {"template_key": KEY})
		frappe.db.set_single_value(SETTINGS, dict.fromkeys(OPEN))
		frappe.db.commit()

	def brings(self, what, secret=SECRET, **told):
		body = json.dumps(told).encode()
		return self.server.ask(
			f"/cfm-hook/{self.line.path_key}/{what}",
			method="POST",
			data=body,
			content_type="application/json",
			headers={SIGNATURE: signature(body, secret)},
		)

	def test_it_can_be_chosen(self):
		self.assertEqual(registry.known()["example"], ExampleProvider)
		self.assertIn("twilio", registry.known())

	def test_what_it_brings_arrives_once_and_only_when_it_is_signed(self):
		told = {"id": "e1", "from": PERSON, "text": "The well is dry."}
		self.assertEqual(self.brings("message", "of somebody else", **told).status_code, 403)
		for _again in "ab":
			self.assertLess(self.brings("message", **told).status_code, 300)
		self.work()
		(message,) = self.messages(direction="In")
		words = vault.read_for_system(message.record_type, message.record)["message"]
		self.assertEqual((words, message.state), ("The well is dry.", "Received"))

	def test_what_it_is_asked_to_send_is_sent_and_reported(self):
		name = self.answer(PERSON)
		self.brings("status", id="example-1", state="Delivered")
		self.work()
		(message,) = self.messages()
		self.assertEqual((message.name, message.state), (name, "Delivered"))
		self.assertEqual(ExampleProvider.sent[0].to, Address("phone", PERSON))

	def test_what_it_refuses_is_visible(self):
		self.answer(example_provider.NUMBER_OF_NOBODY)
		(message,) = self.messages()
		self.assertEqual((message.state, message.error_code), ("Failed", "nobody"))

	def answer(self, number):
		ExampleProvider.sent.clear()
		name = outbox.queue(
			line=self.line.name,
			contact_point=contact_points.remember(Address("phone", number)),
			template=KEY,
			variables={"reference": "CC-7K2M4-9QRST"},
			purpose="received",
		)
		frappe.db.commit()
		outbox.send(name)
		return name
