"""A site with one account at Twilio and its lines, and a Twilio on this machine."""

from itertools import count

import frappe

from cfm_app.integrations import registry
from cfm_app.integrations.base.types import Address, OutboundMessage
from cfm_app.integrations.engine import hook_urls
from cfm_app.testing.case import CFMTestCase
from cfm_app.testing.twilio_contract import NoContract, contract
from cfm_app.testing.twilio_double import KEY_ID, KEY_SECRET, TOKEN, Fault, TwilioDouble, twilio_double
from cfm_app.testing.twilio_store import ACCOUNT_SID

BASE = "https://cfm.example.org"
NUMBER = "+18005550100"
PERSON = Address("phone", "+905321234567")
_numbers = count(1)


class TwilioCase(CFMTestCase):
	"""`self.double` is Twilio; whatever its own description does not know of fails the test at its end."""

	def setUp(self):
		super().setUp()
		running = twilio_double(contract_or_none())
		self.double: TwilioDouble = running.__enter__()
		self.addCleanup(running.__exit__, None, None, None)
		self.addCleanup(lambda: self.assertEqual(self.double.broken_rules, []))
		frappe.db.set_single_value("CFM Channel Settings", "public_base_url", BASE)
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")
		frappe.db.set_value("CFM Provider Account", {"is_active": 1}, "is_active", 0)
		self.account = make_account()
		self.line = make_line(self.account)

	@property
	def provider(self):
		"""The provider as the next worker would get it."""
		return registry.provider_of(self.account.name)

	def message(
		self, body: str = "We received your message. Reference CFM-7K2.", **values
	) -> OutboundMessage:
		"""Return a message to the person."""
		name = f"out{next(_numbers):07}"
		facts = {"name": name, "line_address": self.line.address, "to": PERSON, "body": body}
		return OutboundMessage(**{**facts, "status_url": hook_urls.status_url(name, self.line), **values})

	def send(self, body: str = "We received your message. Reference CFM-7K2.", **values):
		"""Send one message; return what Twilio said."""
		return self.provider.send(self.message(body, **values), self.line)

	def failing(self, kind: str = "answer", **what):
		"""Send one message while this goes wrong; return the error that came of it."""
		self.double.fail(Fault(kind, **what))
		with self.assertRaises(Exception) as caught:
			self.send()
		return caught.exception


def contract_or_none():
	"""Return the description of Twilio's API, None where it cannot be had; one test says so loudly."""
	try:
		return contract()
	except NoContract:
		return None


def make_account(**values):
	"""Return an account at Twilio."""
	facts = {"title": "Twilio", "provider": "twilio", "account_id": ACCOUNT_SID}
	keys = {"key_id": KEY_ID, "key_secret": KEY_SECRET, "auth_token": TOKEN}
	return frappe.get_doc(doctype="CFM Provider Account", **{**facts, **keys, **values}).insert()


def make_line(account, **values):
	"""Return a line of an account, an SMS number when nothing else is said."""
	facts = {"title": "Helpline", "kind": "SMS", "address": NUMBER, "channel": "SMS"}
	return frappe.get_doc(doctype="CFM Message Line", account=account.name, **{**facts, **values}).insert()
