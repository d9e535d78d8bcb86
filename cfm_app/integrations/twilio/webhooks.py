"""Reads the calls of Twilio: messages of people, and reports about messages of ours. Only signed fields are read."""

import base64
import binascii
import re

from cfm_app.integrations.base.types import Address, InboundMessage, MediaRef, RawRequest, StatusEvent
from cfm_app.rules import addresses

STATES = {
	"queued": "Accepted",
	"accepted": "Accepted",
	"scheduled": "Accepted",
	"sending": "Accepted",
	"sent": "Sent",
	"delivered": "Delivered",
	"read": "Read",
	"failed": "Failed",
	"undelivered": "Undelivered",
	"canceled": "Cancelled",
}
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
ERROR_CODE = re.compile(r"[0-9]{1,6}")
STATUS_WORD = re.compile(r"[a-z_]{1,30}")
OPT_OUT_WORDS = ("STOP", "START", "HELP")
MOST_MEDIA = 10
# shorter texts may be base64 by chance, such as "STOP" or a name
SHORTEST_BASE64 = 16


def messages(request: RawRequest, account_id: str) -> list[InboundMessage]:
	"""Return the message of a call, [] when it has no id or nobody who sent it."""
	sid = _sid(request)
	if not sid:
		return []
	message = InboundMessage(
		key=f"{account_id}:{sid}",
		provider_ref=sid,
		sender=sender_of(request.value("From"), request.value("ExternalUserId")),
		text=readable(request.value("Body")),
		media=media_of(request),
		profile_name=request.value("ProfileName"),
		opt_out=_opt_out(request.value("OptOutType")),
	)
	return [message]


def statuses(request: RawRequest, account_id: str) -> list[StatusEvent]:
	"""Return the report of a call, [] when it says nothing of a message."""
	sid, status = _sid(request), request.value("MessageStatus") or request.value("SmsStatus")
	if not sid or not STATUS_WORD.fullmatch(status):
		return []
	return [status_event(account_id, sid, status, request.value("ErrorCode"))]


def status_event(account_id: str, sid: str, status: str, error_code: str = "") -> StatusEvent:
	"""Return a report about a message; `status` is Twilio's word, `error_code` its number or ""."""
	code = error_code if ERROR_CODE.fullmatch(error_code) else ""
	return StatusEvent(
		key=f"{account_id}:{sid}:{status}:{code or 0}",
		provider_ref=sid,
		status=status,
		state=STATES.get(status, ""),
		error_code=code,
	)


def sender_of(sender: str, external_user_id: str = "") -> Address:
	"""Return who wrote: "whatsapp:+90…", "whatsapp:TR.150…", "messenger:123", a number, or a word for a withheld one."""
	channel, separator, value = sender.partition(":")
	if separator and channel == "whatsapp":
		return addresses.whatsapp_sender(value)
	if separator and channel == "messenger":
		return addresses.messenger_sender(value)
	if not sender and external_user_id:
		return addresses.whatsapp_sender(external_user_id.removeprefix("whatsapp:"))
	return addresses.phone_sender(sender)


def media_of(request: RawRequest) -> tuple[MediaRef, ...]:
	"""Return the attachments that have an address, at most ten; a count that makes no sense is none."""
	count = request.value("NumMedia")
	number = int(count) if re.fullmatch("[0-9]{1,3}", count) else 0
	found = (
		MediaRef(position, request.value(f"MediaUrl{position}"), request.value(f"MediaContentType{position}"))
		for position in range(min(number, MOST_MEDIA))
	)
	return tuple(media for media in found if media.url)


def readable(body: str) -> str:
	"""Return the words. Some carriers hand over base64: it is decoded when it certainly is, else left as it is."""
	if len(body) < SHORTEST_BASE64 or len(body) % 4:
		return body
	try:
		words = base64.b64decode(body, validate=True).decode("utf-8")
	except (binascii.Error, ValueError):
		return body
	return words if _is_printable(words) else body


def _is_printable(words: str) -> bool:
	# joiners and direction marks are part of many scripts and are not "printable" to Python
	return all(letter.isprintable() or letter in "\r\n\t\u200c\u200d\u200e\u200f" for letter in words)


def _sid(request: RawRequest) -> str:
	sid = request.value("MessageSid") or request.value("SmsSid")
	return sid if MESSAGE_SID.fullmatch(sid) else ""


def _opt_out(word: str) -> str:
	return word if word in OPT_OUT_WORDS else ""
