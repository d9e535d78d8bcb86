"""A provider as small as one can be, which signs what it calls us with; and its calls, for tests of the inbox."""

import hmac
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import urlencode

import frappe

from cfm_app.integrations import registry
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import (
	Address,
	Answer,
	AuthResult,
	Capabilities,
	InboundMessage,
	MediaRef,
	SendResult,
	StatusEvent,
)
from cfm_app.integrations.engine import hook_urls

BASE = "https://help.example.org"
SECRET, OLD_SECRET = b"the secret of the gateway", b"the secret of last week"
SIGNATURE = "x-gateway-signature"
FORM = "application/x-www-form-urlencoded"
STATES = {"delivered": "Delivered", "sent": "Sent", "failed": "Failed"}


class SignedGateway(MessagingProvider):
	"""Signs address and body. `kind=report` fields make a report, everything else a message."""

	title = "Signed gateway"

	def capabilities(self, kind):
		return Capabilities(delivery_reports=True, media=True, signed_webhooks=True)

	def authenticate(self, request, base_urls):
		given = request.headers.get(SIGNATURE, "")
		if not request.content_type.startswith(FORM):
			return None
		for key_id, secret, notice in (("new", SECRET, ""), ("old", OLD_SECRET, "old_key")):
			signed = (sign(base + request.target, request.body, secret) for base in base_urls)
			if any(hmac.compare_digest(each.encode(), given.encode()) for each in signed):
				return AuthResult(key_id, notice)
		return None

	def parse(self, request, line, what):
		if what == hook_urls.STATUS:
			status = request.value("status")
			key = f"{request.value('id')}:{status}"
			return [StatusEvent(key, request.value("id"), status, STATES.get(status, ""))]
		media = [value for name, value in request.form if name == "media"]
		message = InboundMessage(
			key=request.value("id"),
			provider_ref=request.value("id"),
			sender=Address(request.value("kind") or "phone", request.value("from")),
			text=request.value("text"),
			media=tuple(MediaRef(position, url) for position, url in enumerate(media)),
		)
		return [message]

	def acknowledge(self, events):
		return Answer("<ok/>", "text/xml", 200)

	def send(self, message, line):
		return SendResult(f"out-{message.name}")


def sign(url: str, body: bytes, secret: bytes = SECRET) -> str:
	"""Return the signature of a call."""
	return hmac.new(secret, url.encode() + b"\n" + body, "sha256").hexdigest()


@contextmanager
def installed():
	"""Every account in this block is one at the signed gateway, in all threads."""
	with patch.object(registry, "provider_class", return_value=SignedGateway):
		yield


def make_line(title: str = "Text line", **values):
	"""Return an active line of a new account, and let the settings know the address of this site. Use `installed`."""
	settings = frappe.get_doc("CFM Channel Settings")
	settings.update({"public_base_url": BASE, "receiving_on": 1})
	settings.save()
	account = frappe.get_doc(
		doctype="CFM Provider Account", title=f"Account of {title}", provider="signed"
	).insert()
	facts = {
		"path_key": frappe.generate_hash(length=32),
		"kind": "SMS",
		"address": "+573005550100",
		"channel": "SMS",
		"area": "ALL",
		"language": "en",
	}
	line = frappe.get_doc(
		doctype="CFM Message Line", title=title, account=account.name, **{**facts, **values}
	)
	return line.insert()


def call(line, fields: dict | list, what: str = "message", secret: bytes = SECRET, **changed) -> dict:
	"""Return a signed call as WebServer.ask takes it; `changed` replaces parts of it after signing."""
	path = f"/cfm-hook/{line.path_key}/{what}"
	body = urlencode(fields).encode()
	headers = {SIGNATURE: sign(BASE + path, body, secret)}
	return {"path": path, "method": "POST", "data": body, "content_type": FORM, "headers": headers, **changed}


def text(id: str, words: str = "The well is dry.", sender: str = "+573001234567", **more) -> dict:
	"""Return the fields of a text message."""
	return {"id": id, "from": sender, "text": words, **more}
