"""A line, its words, and people who agreed to information messages, for tests of messages to many."""

from contextlib import contextmanager
from typing import ClassVar
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import Address, Capabilities, SendResult
from cfm_app.integrations.engine import consent, contact_points

KEY = "market_day"
HOME = "+9053210"
WORDS = {
	"en": "Come to the square on Monday.",
	"es": "Venga a la plaza el lunes.",
	"ar": "تعالوا إلى الساحة يوم الاثنين.",
}


class Postman(MessagingProvider):
	"""A provider that takes every message and keeps it in `sent`, [OutboundMessage]."""

	title = "Postman"
	sent: ClassVar[list] = []

	def capabilities(self, kind):
		return Capabilities(signed_webhooks=True, delivery_reports=True)

	def authenticate(self, request, base_urls):
		return None

	def parse(self, request, line, what):
		return []

	def send(self, message, line):
		self.sent.append(message)
		return SendResult(provider_ref=f"P{len(self.sent)}")


@contextmanager
def postman_on_duty():
	"""Inside the block every account belongs to the Postman, whose bag is empty at first."""
	Postman.sent.clear()
	with patch("cfm_app.integrations.registry.provider_class", return_value=Postman):
		yield Postman.sent


def make_line(kind: str = "SMS", **values):
	"""Return a CFM Message Line with an account of its own; it costs 0.05 a part."""
	account = frappe.get_doc(
		doctype="CFM Provider Account", title="Test gateway", provider="http_sms"
	).insert()
	row = {"title": f"Test {kind}", "kind": kind, "account": account.name, "channel": "SMS", **values}
	row = {"address": "+15550100", "price_per_segment": 0.05, "rate_per_second": 1000, **row}
	return frappe.get_doc(doctype="CFM Message Line", **row).insert()


def make_words(key: str = KEY, **bodies) -> None:
	"""Make reviewed templates for a key, {language: words}; WORDS when none are given."""
	for language, body in (bodies or WORDS).items():
		row = {"title": f"{key} {language}", "template_key": key, "language": language, "kind": "Any"}
		doc = frappe.get_doc(doctype="CFM Message Template", **row, body=body, max_segments=3).insert()
		frappe.db.set_value(
			"CFM Message Template", doc.name, {"reviewed_as_neutral": 1, "reviewed_on": now_datetime()}
		)


def switch_sending_on(**values) -> None:
	"""Let messages leave to Türkiye and Colombia, with these settings."""
	settings = frappe.get_doc("CFM Channel Settings")
	settings.public_base_url = "https://messages.example.org"
	settings.update({"sending_on": 1, "allowed_countries": "TR, CO", "second_person_above": 0, **values})
	settings.save()


def forget_subscribers() -> None:
	"""Let nobody have agreed yet, so that a site with people of its own counts as an empty one."""
	frappe.db.delete("CFM Consent Ledger")


def subscribe(phone: str, line, language: str = "en", **agreed) -> str:
	"""Return the contact point of somebody who sent START to a line."""
	name = contact_points.remember(Address("phone", phone), language)
	consent.start(name, event_key=frappe.generate_hash(length=20), line=line.name, source="keyword", **agreed)
	return name


def phone(number: int, country: str = HOME) -> str:
	"""Return the number of the nth person."""
	return f"{country}{number:05d}"


def wrote_about(contact_point: str, record, line) -> None:
	"""Let a contact or complaint have come by a message of this contact point."""
	row = {"direction": "In", "state": "Received", "kind": line.kind, "line": line.name}
	insert_row(
		"CFM Message", contact_point=contact_point, record_type=record.doctype, record=record.name, **row
	)


def plan(line, **values):
	"""Return the draft of a broadcast, made by the user who is logged in."""
	row = {"title": "Monday", "line": line.name, "template_key": KEY, "per_minute": 30, **values}
	return frappe.get_doc(doctype="CFM Broadcast", **row).insert()
