"""Sends messages through Twilio, asks what became of them and deletes their words there."""

import json
from datetime import datetime, timedelta

from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from cfm_app.integrations.base.errors import Permanent
from cfm_app.integrations.base.types import Address, OutboundMessage, SendResult
from cfm_app.integrations.twilio import webhooks
from cfm_app.integrations.twilio.client import typed_errors

CHANNELS = {"whatsapp": "whatsapp", "bsuid": "whatsapp", "messenger": "messenger"}
LINE_CHANNELS = {"WhatsApp": "whatsapp", "Messenger": "messenger"}
LONGEST_BODY = 1600
# Twilio keeps a message at most ten hours in its queue
LONGEST_VALIDITY = 36_000
LOOKED_AT = 50
CLOCKS_DIFFER = timedelta(minutes=1)
# what follows the "#" tells Twilio how to try again; it is not part of what is called or signed
RETRIES = "#rc=3&rp=all"
TRIAL_PREFIX = "Sent from your Twilio trial account - "


def send(client: Client, message: OutboundMessage, kind: str) -> SendResult:
	"""Hand one message over. Raises the errors of base/errors.py."""
	if len(message.body) > LONGEST_BODY and not message.content_sid:
		raise Permanent("21617")
	with typed_errors():
		taken = client.messages.create(**arguments(message, kind))
		return result_of(taken)


def arguments(message: OutboundMessage, kind: str) -> dict:
	"""Return what Twilio's client is called with for a message on a line of this kind."""
	return {
		"to": address_at_twilio(message.to),
		**_sender(message, kind),
		**_words(message),
		**_limits(message, kind),
		**({"status_callback": with_retries(message.status_url)} if message.status_url else {}),
	}


def address_at_twilio(address: Address) -> str:
	"""Return an address as Twilio writes it, such as "whatsapp:+90…"."""
	channel = CHANNELS.get(address.kind)
	return f"{channel}:{address.value}" if channel else address.value


def line_at_twilio(line_address: str, kind: str) -> str:
	"""Return the address of a line as Twilio writes it; a prefix that is there already is not doubled."""
	channel = LINE_CHANNELS.get(kind)
	return f"{channel}:{line_address.removeprefix(f'{channel}:')}" if channel else line_address


def with_retries(url: str) -> str:
	"""Return an address of ours with the wish to be called up to three times more when it does not answer."""
	return url + RETRIES


def result_of(taken: MessageInstance) -> SendResult:
	"""Return what Twilio said of a message it took."""
	status = str(taken.status or "")
	return SendResult(
		provider_ref=taken.sid,
		state=webhooks.STATES.get(status, "Accepted"),
		status=status,
		segments=int(taken.num_segments or 0) or None,
		price=abs(float(taken.price)) if taken.price else None,
	)


def find(client: Client, message: OutboundMessage, kind: str, since: datetime, is_known) -> SendResult | None:
	"""Look for a message that may have been taken, by whom, to whom, when and with which words.

	`since` has a time zone. `is_known(id)` tells which ids belong to other messages of ours already. On WhatsApp the words
	may have been put together at Twilio: there any unknown message of the line to this person is the one.
	"""
	with typed_errors(may_repeat=True):
		listed = client.messages.list(to=address_at_twilio(message.to), limit=LOOKED_AT, page_size=LOOKED_AT)
	possible = [each for each in listed if _may_be_it(each, message, kind, since) and not is_known(each.sid)]
	same_words = [each for each in possible if _same_words(each, message)]
	found = next(iter(same_words or (possible if kind == "WhatsApp" else ())), None)
	return result_of(found) if found else None


def fetch_status(client: Client, account_id: str, provider_ref: str):
	"""Return a report of what became of a message."""
	with typed_errors(may_repeat=True):
		message = client.messages(provider_ref).fetch()
	return webhooks.status_event(
		account_id, provider_ref, str(message.status or ""), str(message.error_code or "")
	)


def delete_message(client: Client, provider_ref: str) -> None:
	"""Delete a message with its words. One that is gone already is fine."""
	_delete(client.messages(provider_ref))


def delete_media(client: Client, provider_ref: str, media_sid: str) -> None:
	"""Delete an attachment. One that is gone already is fine."""
	_delete(client.messages(provider_ref).media(media_sid))


def _delete(resource) -> None:
	try:
		with typed_errors(may_repeat=True):
			resource.delete()
	except Permanent as refusal:
		if refusal.code not in ("404", "20404"):
			raise


def _sender(message: OutboundMessage, kind: str) -> dict:
	if message.messaging_service:
		return {"messaging_service_sid": message.messaging_service}
	return {"from_": line_at_twilio(message.line_address, kind)}


def _words(message: OutboundMessage) -> dict:
	if not message.content_sid:
		return {"body": message.body}
	variables = json.dumps(message.content_variables, ensure_ascii=False)
	return {"content_sid": message.content_sid, "content_variables": variables}


def _limits(message: OutboundMessage, kind: str) -> dict:
	seconds = min(max(int(message.valid_for_seconds), 1), LONGEST_VALIDITY)
	price = {"max_price": message.max_price} if message.max_price and kind == "SMS" else {}
	return {"validity_period": seconds, **price}


def _may_be_it(found: MessageInstance, message: OutboundMessage, kind: str, since: datetime) -> bool:
	is_ours = str(found.direction).startswith("outbound") and _same_sender(found, message, kind)
	return is_ours and found.date_created is not None and found.date_created >= since - CLOCKS_DIFFER


def _same_sender(found: MessageInstance, message: OutboundMessage, kind: str) -> bool:
	if message.messaging_service:
		return found.messaging_service_sid == message.messaging_service
	return found.from_ == line_at_twilio(message.line_address, kind)


def _same_words(found: MessageInstance, message: OutboundMessage) -> bool:
	return (found.body or "").removeprefix(TRIAL_PREFIX).strip() == message.body.strip()
