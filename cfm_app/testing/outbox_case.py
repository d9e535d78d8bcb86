"""One line at a provider that does what a test tells it to, at a time that the test moves on."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.confidentiality.rows import insert_row
from cfm_app.handling.moments import to_utc
from cfm_app.integrations.base.types import Address, StatusEvent
from cfm_app.integrations.engine import contact_points, outbox, status
from cfm_app.testing.case import SAVEPOINT, CFMTestCase
from cfm_app.testing.scripted_provider import on_duty

MESSAGE, HISTORY, POINT, ACCOUNT = (
	"CFM Message",
	"CFM Message Status",
	"CFM Contact Point",
	"CFM Provider Account",
)
SETTINGS = "CFM Channel Settings"
# a Monday, noon in the time zone of the site
NOON = datetime(2026, 3, 2, 12, 0)
PHONE = "+573001234567"
ADDRESSES = {"Messenger": "100200300400", "E-mail": "help@example.org"}
KEY, WORDS = "outbox_test", "We received your message. Reference {reference}."
OPEN = {
	"sending_on": 1,
	"public_base_url": "https://help.example.org",
	"allowed_countries": "CO",
	"per_number_hour": 0,
	"per_number_day": 0,
	"daily_budget": 0,
	"quiet_from": None,
	"quiet_to": None,
}


class OutboxCase(CFMTestCase):
	"""The outbox commits as it goes; what a test left is taken away after it."""

	kind, abilities, price = "SMS", {}, 0

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.set_user("Administrator")
		cls.before = frappe.db.get_singles_dict(SETTINGS)
		provider = on_duty(**cls.abilities)
		cls.provider = provider.__enter__()
		cls.addClassCleanup(provider.__exit__, None, None, None)
		cls.line = cls.make_line(cls.kind, price_per_segment=cls.price)
		cls.template = cls.make_template()
		frappe.db.commit()
		cls.addClassCleanup(cls._remove_line)

	def setUp(self):
		super().setUp()
		for memory in (
			self.provider.script,
			self.provider.taken,
			self.provider.calls,
			self.provider.looked_up,
			self.provider.asked,
		):
			memory.clear()
		self.clock = self._from(freeze_time(utc(NOON), ignore=["hypothesis"]))
		self.hand_over = outbox._hand_over
		self.handed_over = self._from(patch.object(outbox, "_hand_over"))
		self.settings(**OPEN)
		self.person = contact_points.remember(Address("phone", PHONE))
		frappe.db.commit()
		self.addCleanup(self._remove_what_was_sent)

	def settings(self, **values):
		"""Change settings of messages."""
		frappe.db.set_single_value(SETTINGS, values)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.db.commit()

	def later(self, **span):
		"""Let time go by: seconds, minutes, hours."""
		self.clock.tick(timedelta(**span))

	def queue(self, **values):
		"""Queue one message to the person and commit; return its name."""
		told = {"variables": {"reference": "CC-7K2M4-9QRST"}, "purpose": "received", "template": KEY}
		row = {"line": self.line.name, "contact_point": self.person, **told, **values}
		name = outbox.queue(**row)
		frappe.db.commit()
		return name

	def sweep(self, **span):
		"""Let time go by and the sweeper come."""
		self.later(**span)
		outbox.send_due()

	def row(self, name):
		"""Return a message as it stands now."""
		frappe.db.commit()
		return frappe.db.get_value(MESSAGE, name, "*", as_dict=True)

	def state(self, name):
		return self.row(name).state

	def account(self):
		frappe.db.commit()
		return frappe.db.get_value(ACCOUNT, self.line.account, "*", as_dict=True)

	def report(self, name, state, error_code="", ref=None):
		"""Let the provider report about a message; return whether it was known."""
		ref = ref or next((ref for taken, ref, _message in self.provider.taken if taken == name), "ref-x")
		event = StatusEvent(f"{ref}:{state}", ref, state.lower(), state, name, error_code)
		known = status.apply(event, self.line.account)
		frappe.db.commit()
		return known

	def person_writes(self, contact_point=None):
		"""Let a message of the person have come in just now."""
		row = {"direction": "In", "state": "Received", "line": self.line.name, "kind": self.kind}
		insert_row(MESSAGE, contact_point=contact_point or self.person, **row)
		frappe.db.commit()

	def breaker_closes(self):
		frappe.db.set_value(
			ACCOUNT, self.line.account, {"failures": 0, "open_until": None, "paused_on": None}
		)
		frappe.db.commit()

	def _from(self, context):
		entered = context.__enter__()
		self.addCleanup(context.__exit__, None, None, None)
		return entered

	def _remove_what_was_sent(self):
		frappe.db.rollback()
		sent = frappe.get_all(MESSAGE, {"line": self.line.name}, ["name", "contact_point"])
		frappe.db.delete(HISTORY, {"message": ["in", [row.name for row in sent] or [""]]})
		points = {self.person, *(row.contact_point for row in sent)}
		for doctype, field in ((POINT, "name"), ("CFM Consent Ledger", "contact_point")):
			frappe.db.delete(doctype, {field: ["in", list(points)]})
		frappe.db.delete(MESSAGE, {"line": self.line.name})
		frappe.db.delete("Notification Log", {"document_type": ["in", (ACCOUNT, SETTINGS)]})
		frappe.cache.delete_value(f"cfm_line_slowed|{self.line.name}")
		self.breaker_closes()
		frappe.db.savepoint(SAVEPOINT)

	@staticmethod
	def make_line(kind, **values):
		"""Return a CFM Message Line with an account of its own."""
		account = frappe.get_doc(doctype=ACCOUNT, title="Scripted account", provider="scripted").insert()
		row = {
			"title": f"{kind} line",
			"kind": kind,
			"account": account.name,
			"channel": "SMS",
			"area": "ALL",
		}
		row |= {
			"address": ADDRESSES.get(kind, "+573005550100"),
			"language": "en",
			"path_key": frappe.generate_hash(length=32),
		}
		return frappe.get_doc(doctype="CFM Message Line", **{**row, "rate_per_second": 10, **values}).insert()

	@staticmethod
	def make_template():
		"""Return the name of a reviewed CFM Message Template."""
		row = {"title": KEY, "template_key": KEY, "language": "en", "kind": "Any", "body": WORDS}
		name = frappe.get_doc(doctype="CFM Message Template", **row, max_segments=3).insert().name
		frappe.db.set_value("CFM Message Template", name, "reviewed_as_neutral", 1)
		return name

	@classmethod
	def _remove_line(cls):
		frappe.db.rollback()
		frappe.delete_doc("CFM Message Template", cls.template, force=True)
		frappe.delete_doc("CFM Message Line", cls.line.name, force=True)
		frappe.delete_doc(ACCOUNT, cls.line.account, force=True)
		frappe.db.set_single_value(SETTINGS, {field: cls.before.get(field) for field in {*OPEN, *cls.before}})
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.db.commit()


def utc(local: datetime) -> datetime:
	"""Return a time of the site as freezegun takes it."""
	return to_utc(local).replace(tzinfo=None)
