"""What a call of a provider said, sealed in its CFM Webhook Event until it is dealt with."""

import json
from dataclasses import asdict

from cfm_app.confidentiality import sealing
from cfm_app.integrations.base.types import Address, Event, InboundMessage, MediaRef, StatusEvent

TABLE = "CFM Webhook Event"


def seal(event: Event, name: str) -> tuple[str, str]:
	"""Return (sealed, key id) of an event for the row of this name."""
	# plain ASCII: half characters, which some gateways send, have no other form that can be stored
	return sealing.seal(json.dumps(asdict(event)), place(name))


def opened(name: str, sealed: str, key_id: str) -> Event:
	"""Return the event of a row. Raises SealBroken as sealing does."""
	told = json.loads(sealing.open_sealed(sealed, key_id, place(name)))
	return _message(told) if "sender" in told else StatusEvent(**told)


def place(name: str) -> str:
	"""Return what a sealed event is bound to."""
	return f"{TABLE}|{name}"


def _message(told: dict) -> InboundMessage:
	told["sender"] = Address(**told["sender"])
	told["media"] = tuple(MediaRef(**media) for media in told["media"])
	told["in_reply_to"] = tuple(told["in_reply_to"])
	return InboundMessage(**told)
