"""A message on an open line, and what the rules say about it; nothing is committed."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

import frappe

from cfm_app.confidentiality.rows import insert_row
from cfm_app.integrations.base.errors import PolicyBlocked
from cfm_app.integrations.base.types import Address
from cfm_app.integrations.engine import contact_points, limits, outbox, policy
from cfm_app.integrations.engine.later import NotNow
from cfm_app.testing.factories import make_complaint, somebody
from cfm_app.testing.outbox_case import KEY, MESSAGE, NOON, OPEN, PHONE, SETTINGS, OutboxCase, utc
from cfm_app.testing.scripted_provider import on_duty
from cfm_app.testing.small_mechanism import WORDS, SmallMechanism

ALLOWED = "allowed"
ABUSE = {"feedback_type": "COMPL_CONDUCT", "category": "SEAH"}
YES = {"safe_to_message": True}


class PolicyCase(SmallMechanism):
	"""A message on an open line at noon, which nothing forbids; all rolls back."""

	kind, abilities = "SMS", {}

	def setUp(self):
		super().setUp()
		self._during(on_duty(**self.abilities))
		self._during(freeze_time(utc(NOON)))
		self._during(patch.object(outbox, "_hand_over"))
		self.cached = frappe.cache.get_value
		self.settings(**OPEN)
		self.line, self.template = OutboxCase.make_line(self.kind), OutboxCase.make_template()
		self.addCleanup(frappe.clear_document_cache, SETTINGS, SETTINGS)
		kind = "whatsapp" if self.kind == "WhatsApp" else "messenger" if self.kind == "Messenger" else "phone"
		self.person = contact_points.remember(Address(kind, PHONE))

	def settings(self, **values):
		frappe.db.set_single_value(SETTINGS, values)
		frappe.clear_document_cache(SETTINGS, SETTINGS)

	def queue(self, **values):
		row = {"line": self.line.name, "contact_point": self.person, "template": KEY, "purpose": "received"}
		return outbox.queue(**{**row, "variables": {"reference": "CC-7K2M4-9QRST"}, **values})

	def verdict(self, **values):
		"""Return what the rules say about a message: allowed, a code, or (a code, when it may go)."""
		return self.verdict_on(self.queue(**values))

	def verdict_on(self, name):
		try:
			policy.check(frappe.db.get_value(MESSAGE, name, "*", as_dict=True))
		except PolicyBlocked as refusal:
			return refusal.code
		except NotNow as later:
			return (later.code, later.until)
		return ALLOWED

	def complaint(self, wishes=None, **facts):
		with self.as_user(self.operator):
			return make_complaint(WORDS, people=somebody(wishes=wishes or {}), **facts)

	def wrote(self, record=None, **ago):
		at = NOON - timedelta(**ago)
		row = {"direction": "In", "line": self.line.name, "contact_point": self.person, "record": record}
		insert_row(MESSAGE, **row, creation=at, modified=at, owner="Guest", modified_by="Guest")

	def sent_before(self, number, **ago):
		at = NOON - timedelta(**ago)
		for _each in range(number):
			row = {"direction": "Out", "line": self.line.name, "contact_point": self.person, "state": "Sent"}
			insert_row(MESSAGE, **row, attempted_on=at, sent_on=at, price=1.0)

	def nothing_of_the_line(self, key, *args, **kwargs):
		"""Answer as the cache does when Redis is down."""
		return None if key.startswith(limits.SLOWED) else self.cached(key, *args, **kwargs)

	def _during(self, context):
		entered = context.__enter__()
		self.addCleanup(context.__exit__, None, None, None)
		return entered
