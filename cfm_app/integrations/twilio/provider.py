"""Twilio as a provider of messages: SMS, WhatsApp and Messenger."""

from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import frappe
from frappe.utils import get_system_timezone, now_datetime

from cfm_app.integrations.base.errors import Permanent
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import (
	Answer,
	AuthResult,
	Capabilities,
	Event,
	MediaRef,
	OutboundMessage,
	RawRequest,
	SendResult,
	StatusEvent,
)
from cfm_app.integrations.engine import provider_keys
from cfm_app.integrations.twilio import errors, media, messaging, provision, signature, tokens, webhooks
from cfm_app.integrations.twilio.client import client_of, gaps_of, hosts_of

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
ALWAYS = {
	"delivery_reports": True,
	"media": True,
	"signed_webhooks": True,
	"finds_messages": True,
	"tells_status": True,
	"deletes": True,
}
KINDS = {
	"SMS": Capabilities(**ALWAYS, answers_opt_out=True),
	"WhatsApp": Capabilities(**ALWAYS, window_hours=24, templates=True),
	# after 24 hours Messenger takes no answer at all: approved templates are WhatsApp's
	"Messenger": Capabilities(**ALWAYS, window_hours=24),
}
NOTHING = Capabilities(receives=False, sends=False)


class TwilioProvider(MessagingProvider):
	"""One account at Twilio."""

	title = "Twilio"
	one_way_countries = ("SA", "TR")
	media_hosts = ("twiliocdn.com",)

	def capabilities(self, kind: str) -> Capabilities:
		"""Return what Twilio can do for a kind of line."""
		return KINDS.get(kind, NOTHING)

	def authenticate(self, request: RawRequest, base_urls: tuple[str, ...]) -> AuthResult | None:
		"""Tell whether Twilio signed this call for this account. Never raises."""
		if not self.account.account_id or request.value("AccountSid") not in ("", self.account.account_id):
			return None
		now = now_datetime()
		try:
			secrets, keys = tokens.tokens_of(self.account, now), tokens.shared_keys_of(self.account)
		except frappe.ValidationError:  # the key that opens stored secrets has changed
			frappe.logger("cfm_app").error("the tokens of a provider account cannot be read")
			return None
		return signature.signer(request, base_urls, secrets, keys, now)

	def parse(self, request: RawRequest, line, what: str) -> list[Event]:
		"""Return the message or the report of a call."""
		read = webhooks.messages if what == "message" else webhooks.statuses
		return read(request, self.account.account_id)

	def acknowledge(self, events: list[Event]) -> Answer:
		"""Answer with an empty document: Twilio would send any word in it to the person."""
		return Answer(EMPTY_TWIML, "text/xml", 200)

	def send(self, message: OutboundMessage, line) -> SendResult:
		"""Send one message now."""
		return messaging.send(self.client, message, line.kind)

	def fetch_status(self, provider_ref: str) -> StatusEvent | None:
		"""Ask what became of a message."""
		return messaging.fetch_status(self.client, self.account.account_id, provider_ref)

	def find(self, message: OutboundMessage, line, since: datetime) -> SendResult | None:
		"""Look whether Twilio took a message; `since` without a time zone is in that of the site."""
		if since.tzinfo is None:
			since = since.replace(tzinfo=ZoneInfo(get_system_timezone()))
		return messaging.find(self.client, message, line.kind, since, self._is_known)

	def delete_message(self, provider_ref: str) -> None:
		"""Delete the words of a message at Twilio."""
		messaging.delete_message(self.client, provider_ref)

	def media_request(self, media_ref: MediaRef, provider_ref: str) -> tuple[str, tuple[str, str]] | None:
		"""Return the address and keys for an attachment, None when the address is not Twilio's own."""
		if not self._media_sid(media_ref, provider_ref):
			return None
		return media_ref.url, (self.account.key_id, self.account.get_password("key_secret"))

	def delete_media(self, media_ref: MediaRef, provider_ref: str) -> None:
		"""Delete an attachment at Twilio. Raises Permanent for an address that is not Twilio's own."""
		sid = self._media_sid(media_ref, provider_ref)
		if not sid:
			raise Permanent("foreign_address")
		messaging.delete_media(self.client, provider_ref, sid)

	def classify(self, error_code: str) -> str:
		"""Return what an error in a report means for the outbox."""
		return errors.fate(error_code)

	def account_gaps(self) -> list[str]:
		"""Return what is wrong with the account as entered."""
		return gaps_of(self.account)

	def check(self, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
		"""Compare the numbers and services at Twilio with ours."""
		return provision.check(self.client, lines, hook_urls)

	def provision(self, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
		"""Set our addresses at Twilio."""
		return provision.provision(self.client, lines, hook_urls)

	@cached_property
	def client(self):
		"""Twilio's own client. Raises ConfigBroken without keys."""
		return client_of(self.account)

	def _media_sid(self, media_ref: MediaRef, provider_ref: str) -> str:
		return media.media_sid(media_ref.url, self.account.account_id, provider_ref, hosts_of(self.account))

	def _is_known(self, sid: str) -> bool:
		key = provider_keys.of(self.account.name, sid)
		return bool(
			frappe.db.exists("CFM Message", {"provider_key": key})
		)  # reason: a job, nobody is shown it
