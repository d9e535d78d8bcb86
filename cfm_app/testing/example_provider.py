"""A third provider, whole: what another app writes to add one. Its hook is one line:

cfm_channel_providers = {"example": "another_app.example_provider.ExampleProvider"}

It signs what it calls us with by a shared secret, sends to nobody and keeps what it was asked to send.
"""

import hmac
import json
from contextlib import contextmanager
from unittest.mock import patch

import frappe

from cfm_app.integrations.base.errors import Permanent
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import AuthResult, Capabilities, InboundMessage, SendResult, StatusEvent
from cfm_app.rules.addresses import phone_sender

KEY, SIGNATURE = "example", "x-example-signature"
NUMBER_OF_NOBODY = "+93700000000"


class ExampleProvider(MessagingProvider):
	"""Text messages, with reports; nothing else."""

	title = "Example"
	sent: list = []

	def capabilities(self, kind):
		return Capabilities(sends=kind == "SMS", receives=kind == "SMS", signed_webhooks=True)

	def authenticate(self, request, base_urls):
		secret = self.account.get_password("password", raise_exception=False) or ""
		given = request.headers.get(SIGNATURE, "").encode()
		is_signed = secret and hmac.compare_digest(signature(request.body, secret).encode(), given)
		return AuthResult("secret") if is_signed else None

	def parse(self, request, line, what):
		told = json.loads(request.body)
		if what == "status":
			return [StatusEvent(f"{told['id']}:{told['state']}", told["id"], told["state"], told["state"])]
		return [InboundMessage(told["id"], told["id"], phone_sender(told["from"]), told["text"])]

	def send(self, message, line):
		if message.to.value == NUMBER_OF_NOBODY:
			raise Permanent("nobody", unreachable=True)
		self.sent.append(message)
		return SendResult(f"example-{len(self.sent)}")


def signature(body: bytes, secret: str) -> str:
	"""Return how the example signs a call."""
	return hmac.new(secret.encode(), body, "sha256").hexdigest()


@contextmanager
def installed():
	"""Inside the block the site has this provider, as if an app had brought it by its hook."""
	hooks, path = frappe.get_hooks, f"{__name__}.ExampleProvider"

	def with_ours(hook=None, *arguments, **named):
		found = hooks(hook, *arguments, **named)
		return {**found, KEY: [path]} if hook == "cfm_channel_providers" else found

	with patch.object(frappe, "get_hooks", with_ours):
		ExampleProvider.sent.clear()
		yield
