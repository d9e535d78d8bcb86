"""Decides how the number, page or mailbox of one of our own lines is written."""

from cfm_app.rules.addresses import messenger_sender, own_sender
from cfm_app.rules.contact_points import normalise_email, normalise_phone


def normalised(kind: str, text: str) -> str | None:
	"""Return the one form of a line's address, None when a line of this kind cannot have it.

	`kind` is one of base/types.KINDS. A text message may also go out from a short code or a name.
	"""
	written = text.strip()
	if kind == "SMS":
		return own_sender(written)
	if kind == "WhatsApp":
		return normalise_phone(written.removeprefix("whatsapp:"), None)
	if kind == "Messenger":
		return messenger_sender(written).value or None
	return normalise_email(written)


def can_be_answered(kind: str, address: str) -> bool:
	"""Tell whether people can write back: nobody can to a name."""
	return kind != "SMS" or address.startswith("+") or address.isdecimal()
