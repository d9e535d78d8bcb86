"""Decides the one form of a phone number or e-mail address, its mask, and where free text gives one away."""

import re
import unicodedata

import phonenumbers

from cfm_app.rules.text_cleaning import western_digits

DOT = "•"
MASK = DOT * 3
PHONE_CHARACTERS = re.compile(r"\+?[0-9 ()./-]+")
EMAIL_LOCAL_PART = re.compile(r'[^\s@<>(),;:"\\\[\]]+')
EMAIL_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
EMAIL_LONGEST = 254

EMAIL_IN_TEXT = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.\w{2,}")
LOCAL_PHONE_IN_TEXT = re.compile(r"(?<![\w.-])0[0-9](?:[ .()/-]?[0-9]){6,10}(?![0-9])")
# Nine digits or more, whole ("123456789") or grouped ("1.234.567.890"), or after letters ("AB1234567").
IDENTITY_NUMBER_IN_TEXT = re.compile(
	r"(?<!\w)(?:[0-9]{9,}|(?=(?:[ .-]?[0-9]){9})[0-9]{1,4}(?:[ .-][0-9]{3,5})+|[A-Z]{1,3}[0-9]{6,9})(?!\w)"
)


def normalise_phone(text: str, default_region: str | None) -> str | None:
	"""Return the number in E.164 ("+573001234567"), or None when it cannot be a phone number.

	`default_region` (ISO 3166, such as "CO") reads numbers without a country code. Digits of any script and
	copied direction marks are accepted; letters are not, so that a provider's user id never becomes a phone.
	"""
	written = _phone_characters(text)
	if not PHONE_CHARACTERS.fullmatch(written):
		return None
	if default_region is None and written.startswith("00"):
		written = "+" + written[2:]
	number = _parsed(written, default_region)
	if number is None or not phonenumbers.is_possible_number(number):
		return None
	return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_email(text: str) -> str | None:
	"""Return the address in lower case with its domain in ASCII form, or None when it is no address."""
	local_part, separator, domain = unicodedata.normalize("NFC", text).strip().casefold().partition("@")
	try:
		ascii_domain = domain.encode("idna").decode("ascii").lower()
	except UnicodeError:
		return None
	if (
		not separator
		or not EMAIL_LOCAL_PART.fullmatch(local_part)
		or not EMAIL_DOMAIN.fullmatch(ascii_domain)
	):
		return None
	address = f"{local_part}@{ascii_domain}"
	return address if len(address) <= EMAIL_LONGEST else None


def mask_phone(number: str) -> str:
	"""Return "+57 ••• •• 67" for a number in E.164: country code and last two digits."""
	parsed = _parsed(number, None)
	country = f"+{parsed.country_code} " if parsed else ""
	digits = re.sub("[^0-9]", "", number)
	return f"{country}{MASK} {DOT * 2} {digits[-2:]}" if len(digits) > 6 else MASK


def mask_email(address: str) -> str:
	"""Return "a•••@e•••.org" for "ana@example.org"."""
	local_part, separator, domain = address.partition("@")
	if not (local_part and separator and domain):
		return MASK
	return f"{local_part[0]}{MASK}@{domain[0]}{MASK}.{domain.rpartition('.')[2]}"


def mask_name(name: str) -> str:
	"""Return "A•••" for "Ana Ruiz": the length and the number of names stay hidden."""
	return f"{name.strip()[0]}{MASK}" if name.strip() else ""


def find_identifiers(text: str, default_region: str | None = None) -> list[str]:
	"""Return which kinds of personal identifiers a free text shows: email, id_number, phone.

	It serves a warning (requirements B11), so it may miss unusual forms and never returns what it found.
	"""
	rest, emails = EMAIL_IN_TEXT.subn(" ", western_digits(text))
	rest, phones = _without_phones(rest, default_region)
	found = {"email": bool(emails), "phone": phones, "id_number": bool(IDENTITY_NUMBER_IN_TEXT.search(rest))}
	return sorted(kind for kind, seen in found.items() if seen)


def _phone_characters(text: str) -> str:
	visible = "".join(
		character
		for character in unicodedata.normalize("NFKC", text)
		if unicodedata.category(character) != "Cf"
	)
	return re.sub(r"[\s\u2010-\u2015\u2212]+", " ", western_digits(visible)).strip()


def _parsed(written: str, region: str | None) -> phonenumbers.PhoneNumber | None:
	try:
		return phonenumbers.parse(written, region)
	except phonenumbers.NumberParseException:
		return None


def _without_phones(text: str, region: str | None) -> tuple[str, bool]:
	matches = list(phonenumbers.PhoneNumberMatcher(text, region))
	for match in reversed(matches):
		text = f"{text[: match.start]} {text[match.end :]}"
	rest, local_numbers = LOCAL_PHONE_IN_TEXT.subn(" ", text)
	return rest, bool(matches or local_numbers)
