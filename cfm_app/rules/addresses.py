"""Decides who a message comes from: a number, a user's id of a messenger, or somebody who cannot be answered."""

import re

import phonenumbers

from cfm_app.integrations.base.types import Address
from cfm_app.rules.contact_points import normalise_phone
from cfm_app.rules.text_cleaning import western_digits

WITHHELD = Address("withheld", "")
WITHHELD_WORDS = ("anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld")
KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
# Carriers also write these words as the keys of a telephone, such as +266696687 for ANONYMOUS.
WITHHELD_DIGITS = frozenset(word.translate(KEYPAD) for word in WITHHELD_WORDS)
SHORTEST_BARE_NUMBER = 8

SHORT_CODE = re.compile(r"[0-9]{3,8}")
SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}")
WHATSAPP_NUMBER = re.compile(r"\+?([1-9][0-9]{6,14})")
SCOPED_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
MESSENGER_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


def phone_sender(text: str, region: str | None = None) -> Address:
	"""Return the sender of a text message or call; withheld for whoever cannot be answered.

	Withheld are missing and hidden numbers, `client:` and `sip:` callers, and also short codes and sender names:
	an answer would go to a robot, at its price. `region` (ISO 3166) reads numbers without a country code; a bare
	number that is none there is read as an international one that lost its plus.
	"""
	written = western_digits(text).strip()
	if written.lstrip("+") in WITHHELD_DIGITS:
		return WITHHELD
	number = _valid_here(written, region) or _with_plus(written) or normalise_phone(written, None)
	return Address("phone", number) if number else WITHHELD


def whatsapp_sender(text: str) -> Address:
	"""Return the sender behind "whatsapp:+905321234567" or a business-scoped id ("whatsapp:TR.1502").

	The number is kept as WhatsApp writes it, and an id is never read as a number.
	"""
	value = text.strip().removeprefix("whatsapp:")
	number = WHATSAPP_NUMBER.fullmatch(value)
	if number:
		return Address("whatsapp", f"+{number[1]}")
	return Address("bsuid", value) if SCOPED_ID.fullmatch(value) else WITHHELD


def messenger_sender(text: str) -> Address:
	"""Return the sender behind "messenger:1234567890"."""
	value = text.strip().removeprefix("messenger:")
	return Address("messenger", value) if MESSENGER_ID.fullmatch(value) else WITHHELD


def own_sender(text: str) -> str | None:
	"""Return how our own number stands in a line: E.164, a short code or a sender name; None for anything else."""
	written = western_digits(text).strip()
	if SHORT_CODE.fullmatch(written) or SENDER_NAME.fullmatch(written):
		return written
	return normalise_phone(written, None)


def country_of(address: Address) -> str:
	"""Return the ISO 3166 code of the country a message would go to, "" where there is none or it is not known.

	Numbers that belong to no country (satellite telephones, international free numbers) have none.
	"""
	if address.kind == "bsuid":
		return address.value.partition(".")[0]
	if address.kind not in ("phone", "whatsapp"):
		return ""
	number = _parsed(address.value)
	region = phonenumbers.region_code_for_number(number) if number else None
	return region if region and region.isalpha() else ""


def _valid_here(written: str, region: str | None) -> str | None:
	number = normalise_phone(written, region) if region else None
	return number if number and phonenumbers.is_valid_number(_parsed(number)) else None


def _with_plus(written: str) -> str | None:
	if not written.isascii() or not written.isdigit() or len(written) < SHORTEST_BARE_NUMBER:
		return None
	number = normalise_phone(f"+{written}", None)
	return number if number and phonenumbers.is_valid_number(_parsed(number)) else None


def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
	try:
		return phonenumbers.parse(number, None)
	except phonenumbers.NumberParseException:
		return None
