"""People who write to a line at a provider of this test, which remembers what it was asked and refuses what it is told to."""

from unittest.mock import patch

import frappe

from cfm_app.integrations import registry
from cfm_app.integrations.base.types import Address, Capabilities, InboundMessage, MediaRef
from cfm_app.integrations.engine import arrivals, consent, contact_points
from cfm_app.testing import signed_gateway
from cfm_app.testing.media_server import HOST
from cfm_app.testing.small_mechanism import PHONE, WORDS, SmallMechanism

MESSAGE, MEDIA, POINT, LEDGER = (
	"CFM Message",
	"CFM Message Media",
	"CFM Contact Point",
	"CFM Consent Ledger",
)
ABILITIES = {"delivery_reports": True, "media": True, "signed_webhooks": True, "deletes": True}


class TellingProvider(signed_gateway.SignedGateway):
	"""Deletes what it is asked to, unless `refuses` holds an error for it."""

	abilities: dict = {}
	deleted: list = []
	refuses: dict = {}

	def capabilities(self, kind):
		return Capabilities(**{**ABILITIES, **self.abilities})

	def media_request(self, media, provider_ref):
		own = media.url.startswith(f"https://{HOST}/{provider_ref}/")
		return (media.url, ("key", "secret")) if own else None

	def delete_media(self, media, provider_ref):
		self._delete(f"{provider_ref}/{media.position}")

	def delete_message(self, provider_ref):
		self._delete(provider_ref)

	def _delete(self, what):
		if what in self.refuses:
			raise self.refuses[what]
		self.deleted.append(what)


class MessageCase(SmallMechanism):
	"""Everything is undone after each test, so nothing is committed, and no worker is there but the test."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		provider = patch.object(registry, "provider_class", return_value=TellingProvider)
		provider.start()
		cls.addClassCleanup(provider.stop)
		cls.line = signed_gateway.make_line(f"Line {frappe.generate_hash(length=6)}")
		frappe.db.set_single_value("CFM Channel Settings", {"payload_days": 7, "body_days": 30})

	def setUp(self):
		super().setUp()
		self.stand_in("frappe.db.commit")
		self.stand_in("frappe.enqueue")
		self.provide(deleted=[], refuses={}, abilities={})
		self.forget_settings()
		self.addCleanup(self.forget_settings)

	def forget_settings(self):
		"""Read the settings anew: they are put back with the test, and the cache does not know."""
		frappe.clear_document_cache("CFM Channel Settings", "CFM Channel Settings")

	def stand_in(self, what):
		replaced = patch(what)
		replaced.start()
		self.addCleanup(replaced.stop)

	def provide(self, **values):
		"""Change the provider for this test."""
		for name, value in values.items():
			setattr(TellingProvider, name, value)

	@property
	def gone(self):
		"""What was deleted at the provider."""
		return TellingProvider.deleted

	def inbound(self, text=WORDS, sender=PHONE, media=(), **more):
		id = frappe.generate_hash(length=12)
		refs = tuple(MediaRef(position, url.format(id)) for position, url in enumerate(media))
		return InboundMessage(id, id, Address("phone", sender), text, refs, **more)

	def writes(self, text=WORDS, event_key="", **more):
		"""Let somebody write, and return the row of her CFM Message."""
		message = self.inbound(text, **more)
		name = arrivals.take(message, self.line, event_key or f"event {message.key}")
		return self.row(name)

	def row(self, name, doctype=MESSAGE):
		return frappe.db.get_value(doctype, name, "*", as_dict=True)

	def point(self, sender=PHONE):
		"""Return the name of a contact point, made when it is new."""
		return contact_points.remember(Address("phone", sender))

	def stopped(self, scope="information", sender=PHONE):
		return consent.is_stopped(self.point(sender), scope)

	def ledger(self, sender=PHONE):
		point = self.point(sender)
		rows = frappe.get_all(
			LEDGER, {"contact_point": point}, ["change", "scope", "source"], order_by="creation"
		)
		return [(row.change, row.scope, row.source) for row in rows]

	def sent(self, sender=PHONE):
		"""Return the purposes of what is queued to somebody, oldest first."""
		to = {"contact_point": self.point(sender), "direction": "Out"}
		return frappe.get_all(MESSAGE, to, pluck="purpose", order_by="creation")


def never_clean(_data: bytes) -> bool:
	"""A scanner that finds something in everything."""
	return False
