"""How a gateway is spoken to whose fields an administrator has named (rules/gateway_fields.py)."""

import json
from urllib.parse import urlsplit

from cfm_app.integrations.base.errors import Ambiguous, ConfigBroken, Permanent
from cfm_app.integrations.base.types import (
	InboundMessage,
	OutboundMessage,
	RawRequest,
	SendResult,
	StatusEvent,
)
from cfm_app.integrations.http_sms.calls_in import fingerprint, first
from cfm_app.integrations.http_sms.gateway_call import Call, GatewayAnswer
from cfm_app.rules import gateway_fields
from cfm_app.rules.addresses import phone_sender
from cfm_app.rules.gateway_fields import GatewayFields


def call_of(message: OutboundMessage, url: str, username: str, password: str, fields: GatewayFields) -> Call:
	"""Return the call that sends a message."""
	number = message.to.value
	told = {
		**fields.fixed,
		fields["send.to"]: number.removeprefix("+") if fields["send.numbers"] == "digits" else number,
		fields["send.from"]: message.line_address,
		fields["send.text"]: message.body,
		fields["send.status_url"]: message.status_url,
	}
	return _call(told, url, username, password, fields)


def test_call(url: str, username: str, password: str, fields: GatewayFields) -> Call:
	"""Return a call that carries the login and nothing to send."""
	return _call({}, url, username, password, fields)


def result_of(answer: GatewayAnswer, fields: GatewayFields) -> SendResult:
	"""Return that a message was taken, with the gateway's id. Raises Permanent, ConfigBroken or Ambiguous."""
	if answer.status == 403:
		raise ConfigBroken("403")
	if answer.status >= 500 or answer.status == 408:
		raise Ambiguous(str(answer.status))
	if answer.status >= 400:
		raise Permanent(str(answer.status))
	accepted = fields["answer.accepted"]
	if accepted and accepted.casefold() not in answer.text.casefold():
		raise Permanent("refused")
	return SendResult(_id_in(answer.text, fields["answer.id"]))


def events_of(request: RawRequest, what: str, region: str | None, fields: GatewayFields) -> list:
	"""Return the message or the report of a call; none for a call without the fields that were named."""
	told = _told(request)
	if what == "status":
		return _reports(request, told, fields)
	sender = phone_sender(gateway_fields.find(told, fields["message.from"]), region)
	id = gateway_fields.find(told, fields["message.id"]) or fingerprint(request)
	text = gateway_fields.find(told, fields["message.text"])
	# many gateways number what comes and what goes each from one, so this id is no reference to a message
	return [InboundMessage(id, "", sender, text)] if text or sender.value else []


def _call(told: dict, url: str, username: str, password: str, fields: GatewayFields) -> Call:
	headers, login = {}, None
	match fields["send.login"]:
		case gateway_fields.BEARER:
			headers["Authorization"] = f"Bearer {password}"
		case gateway_fields.HEADER:
			headers[fields["send.password"]] = password
		case gateway_fields.FIELDS:
			told = {**told, fields["send.user"]: username, fields["send.password"]: password}
		case _:
			login = (username, password)
	sent = {name: value for name, value in told.items() if name and value}
	if fields["send.as"] == gateway_fields.JSON:
		return Call(url, headers, json=sent, login=login)
	return Call(url, headers, data=sent, login=login)


def _reports(request: RawRequest, told, fields: GatewayFields) -> list[StatusEvent]:
	word = gateway_fields.find(told, fields["status.word"])
	reference = gateway_fields.find(told, fields["status.id"])
	message = urlsplit(request.target).path.rpartition("/")[2]
	key = f"{reference or message}:{word}"
	return [StatusEvent(key, reference, word[:140], fields.state(word))] if word else []


def _told(request: RawRequest):
	"""Return what a call says, from its JSON, its form or its address."""
	if "json" in request.content_type.lower():
		return _json(request.body)
	pairs = request.form or request.query
	return {name: first(pairs, name) for name, _value in pairs}


def _json(body: bytes | str):
	try:
		return json.loads(body)
	except (ValueError, RecursionError):
		return {}


def _id_in(text: str, name: str) -> str:
	return gateway_fields.find(_json(text), name) if name else ""
