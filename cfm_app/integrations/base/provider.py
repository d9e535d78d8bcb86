"""What a provider has to offer. A third one is a folder with one such class and one line in a hook."""

from abc import ABC, abstractmethod
from datetime import datetime

from cfm_app.integrations.base.errors import Permanent
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


class MessagingProvider(ABC):
	"""One account at a provider. `account` is a CFM Provider Account, `line` a CFM Message Line of it."""

	title = ""
	# how the provider calls us; anything else is answered with 405
	methods: tuple[str, ...] = ("POST",)
	# ISO codes of countries where nobody can answer a text message of this provider
	one_way_countries: tuple[str, ...] = ()
	# hosts besides its own, with their sub-domains, that it may redirect us to for an attachment
	media_hosts: tuple[str, ...] = ()

	def __init__(self, account):
		self.account = account

	def account_gaps(self) -> list[str]:
		"""Return what is wrong with the account as entered, in sentences; with any of them it cannot be saved."""
		return []

	@abstractmethod
	def capabilities(self, kind: str) -> Capabilities:
		"""Return what this provider can do for a kind of base/types.KINDS."""

	@abstractmethod
	def authenticate(self, request: RawRequest, base_urls: tuple[str, ...]) -> AuthResult | None:
		"""Tell whether this call is the provider's. Reads only, never raises; None is a no."""

	@abstractmethod
	def parse(self, request: RawRequest, line, what: str) -> list[Event]:
		"""Return the events of an authenticated call. `what` is the last part of its path: message or status.

		Unknown fields are ignored; values that make no sense give no event. Keys come from signed fields only.
		"""

	def acknowledge(self, events: list[Event]) -> Answer:
		"""Return what the provider wants to hear back."""
		return Answer("", "text/plain", 204)

	@abstractmethod
	def send(self, message: OutboundMessage, line) -> SendResult:
		"""Send one message now. Raises the errors of base/errors.py only."""

	def fetch_status(self, provider_ref: str) -> StatusEvent | None:
		"""Ask what became of a message that was taken; None when the provider cannot tell.

		Only called where capabilities().tells_status says so. Raises the errors of base/errors.py.
		"""
		return None

	def classify(self, error_code: str) -> str:
		"""Return what an error code in a report means for the outbox.

		soft: one more try later may reach the person. unreachable: this address never will be. opted_out: the person
		told the provider to stop. filtered: somebody on the way refused it. config: our account or number is wrong.
		"": nothing to be done.
		"""
		return ""

	def find(self, message: OutboundMessage, line, since: datetime) -> SendResult | None:
		"""Look whether a message that may have been taken was; None when it was not found.

		Only called where capabilities().finds_messages says so.
		"""
		return None

	def delete_message(self, provider_ref: str) -> None:
		"""Delete the words of a message at the provider. Raises the errors of base/errors.py."""
		raise Permanent("cannot_delete")

	def media_request(self, media: MediaRef, provider_ref: str) -> tuple[str, tuple[str, str] | None] | None:
		"""Return (url, (user, password) or None) to fetch an attachment, None when the address is not the provider's own."""
		return None

	def delete_media(self, media: MediaRef, provider_ref: str) -> None:
		"""Delete an attachment at the provider. Raises the errors of base/errors.py."""
		raise Permanent("cannot_delete")

	def check(self, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
		"""Test the connection and compare numbers and addresses at the provider with ours.

		`hook_urls` is {line name: {"message": url, "status": url}}. Returns sentences for each difference, [] when
		all is well. Raises the errors of base/errors.py.
		"""
		return []

	def provision(self, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
		"""Set our addresses at the provider. Returns what was changed, in sentences."""
		return []

	def instructions(self, line, urls: dict[str, str]) -> str:
		"""Return what to copy into the provider's own configuration for a line, "" when the addresses alone will do."""
		return ""
