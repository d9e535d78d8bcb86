"""Compares the numbers and messaging services at Twilio with ours, and sets our addresses there.

A number's own status address is for calls; reports about messages are asked for with each message, or by the service.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from frappe import _

from cfm_app.integrations.base.errors import ConfigBroken
from cfm_app.integrations.twilio.client import typed_errors
from cfm_app.integrations.twilio.messaging import with_retries

POST, NOT_FOUND = "POST", 404


@dataclass(frozen=True)
class Place:
	"""Something at Twilio that has our addresses: `found` is what stands there, `wanted` what should."""

	resource: object
	found: dict
	wanted: dict

	@property
	def differences(self) -> dict:
		"""Return what has to be set; how often Twilio tries again may have been set by hand."""
		return {
			field: value for field, value in self.wanted.items() if _bare(self.found[field]) != _bare(value)
		}


def check(client: Client, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
	"""Return a sentence for each difference. Raises the errors of base/errors.py when Twilio cannot be asked."""
	with typed_errors(may_repeat=True):
		client.messages.list(limit=1, page_size=1)
	return [sentence for line in lines for sentence in _check_line(client, line, hook_urls[line.name])]


def provision(client: Client, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
	"""Set our addresses where they differ. Returns what was changed, in sentences."""
	changed = []
	for line in lines:
		with typed_errors(may_repeat=True):
			for place in _places(client, line, hook_urls[line.name]):
				if place.differences:
					place.resource.update(**place.differences)
					changed.append(_("{0}: Twilio now calls this site.").format(line.title))
	return changed


def _check_line(client: Client, line, urls: dict[str, str]) -> Iterator[str]:
	if not urls["message"]:
		yield _("{0}: the public address of this site is not set.").format(line.title)
	elif not has_a_place(line):
		yield from _by_hand(line)
	else:
		yield from _compare(client, line, urls)


def _compare(client: Client, line, urls: dict[str, str]) -> Iterator[str]:
	try:
		with typed_errors(may_repeat=True):
			places = _places(client, line, urls)
	except ConfigBroken as refusal:
		yield _("{0}: the key may not look at this number or service (error {1}).").format(
			line.title, refusal.code
		)
		return
	if not places:
		yield _("{0}: this account has no such number or service.").format(line.title)
	elif any(place.differences for place in places):
		yield _("{0}: Twilio calls another address than this site's.").format(line.title)


def has_a_place(line) -> bool:
	"""Return whether the addresses of a line can be compared and set: a messaging service, or a number of ours."""
	return bool(line.messaging_service) or (line.kind == "SMS" and (line.address or "").startswith("+"))


def _by_hand(line) -> Iterator[str]:
	# once a message has come the address is right; senders without a reply, such as names, have none
	if line.receives and not line.last_in_on:
		yield _("{0}: enter the address of this site for it in the console of Twilio.").format(line.title)


def _places(client: Client, line, urls: dict[str, str]) -> list[Place]:
	if not (urls["message"] and has_a_place(line)):
		return []
	return _service(client, line, urls) if line.messaging_service else _numbers(client, line, urls)


def _service(client: Client, line, urls: dict[str, str]) -> list[Place]:
	try:
		service = client.messaging.v1.services(line.messaging_service).fetch()
	except TwilioRestException as refusal:
		if refusal.status != NOT_FOUND:
			raise
		return []
	wanted = {
		"inbound_request_url": with_retries(urls["message"]),
		"inbound_method": POST,
		"status_callback": with_retries(urls["status"]),
		"use_inbound_webhook_on_number": False,
	}
	return [_place(service, wanted)]


def _numbers(client: Client, line, urls: dict[str, str]) -> list[Place]:
	# an application, where one is set, would be called instead of the address
	wanted = {"sms_url": with_retries(urls["message"]), "sms_method": POST, "sms_application_sid": ""}
	numbers = client.incoming_phone_numbers.list(phone_number=line.address, limit=2)
	return [_place(number, wanted) for number in numbers if number.phone_number == line.address]


def _place(resource, wanted: dict) -> Place:
	return Place(resource, {field: getattr(resource, field) for field in wanted}, wanted)


def _bare(value):
	return (value or "").partition("#")[0] if isinstance(value, str | None) else value
