"""Takes an e-mail apart: who, when, words and attachments. Whatever is broken in it, what can be read is kept."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32

import chardet

from cfm_app.rules.mail_rules import ADDRESS_HEADERS, better_text
from cfm_app.rules.mail_words import text_of_html

MOST_PARTS = 200
MOST_ATTACHMENTS = 20
LONGEST_TEXT = 200_000
LONGEST_SUBJECT = 500
LONGEST_HEADER = 8000
MESSAGE_ID = re.compile(r"<([^<>\s]{1,900})>")
STATUS_CODE = re.compile(r"\d\.\d{1,3}\.\d{1,3}")
# Names of character sets that mail programs use and Python does not know.
OTHER_NAMES = {
	"windows-874": "cp874",
	"iso-8859-8-i": "iso-8859-8",
	"utf8mb4": "utf-8",
	"x-mac-arabic": "mac_arabic",
}
# Python reads these as well. No mail is written in them, and a megabyte of the first takes it an hour.
NO_CHARACTER_SETS = {"punycode", "idna", "unicode_escape", "raw_unicode_escape"}
LINE_ENDS = re.compile("[\r\n]+")
# Encoded, these are part of a name: decoded first, they would make an address of what anybody calls himself.
SEPARATORS = str.maketrans(dict.fromkeys('<>@,:;"()[]\\', " "))
GUESSED_BY = 20_000
ARABIC, MOSTLY = "cp1256", 0.85
NO_ATTACHMENTS = {
	"application/pgp-signature",
	"application/pkcs7-signature",
	"application/x-pkcs7-signature",
	"message/delivery-status",
	"text/rfc822-headers",
}
TOO_LONG, TOO_MANY, NOTHING, UNREADABLE = "too_long", "too_many_attachments", "no_words", "unreadable"


class _ShortHeaders(Compat32):
	"""The library's usual reading, of the beginning of a header: for thousands of semicolons it takes minutes."""

	def header_source_parse(self, sourcelines):
		name, value = super().header_source_parse(sourcelines)
		return name, value[:LONGEST_HEADER]


SHORT_HEADERS = _ShortHeaders()


@dataclass(frozen=True)
class Report:
	"""What a mail server says about a mail of ours: failed, delayed, delivered, relayed or expanded; code such as 5.1.1."""

	action: str
	code: str


@dataclass(frozen=True)
class Mail:
	"""An e-mail taken apart. `headers`: (name in lower case, value); `notes`: codes of what could not be taken.

	`report` is set for a mail server's report, `reported_on` holds the ids of mails enclosed or named in it.
	"""

	headers: tuple[tuple[str, str], ...]
	text: str = ""
	attachments: tuple[bytes, ...] = ()
	reported_on: tuple[str, ...] = ()
	report: Report | None = None
	notes: tuple[str, ...] = ()

	@property
	def subject(self) -> str:
		"""The subject in one line."""
		return " ".join(self._header("subject").split())[:LONGEST_SUBJECT]

	@property
	def message_id(self) -> str:
		"""The sender's own id of this mail, without its brackets; "" when there is none."""
		return next(iter(_ids(self._header("message-id"))), "")

	@property
	def date(self) -> str:
		"""When the mail was written, as its program put it."""
		return self._header("date")

	@property
	def answers(self) -> tuple[str, ...]:
		"""Ids of the mails this one answers."""
		return _ids(f"{self._header('in-reply-to')} {self._header('references')}")

	def _header(self, name: str) -> str:
		return " ".join(value for key, value in self.headers if key == name).strip()


def take_apart(raw: bytes, whole: bool = True) -> Mail:
	"""Return the parts of an e-mail; with the note UNREADABLE only what its head says. Never raises.

	`whole`: False when only its beginning is there; then no attachment is taken.
	"""
	try:
		return _apart(message_from_bytes(raw, policy=SHORT_HEADERS), whole)
	except (
		Exception
	):  # a damaged or hostile mail makes the parser of the standard library raise nearly anything
		return _head_only(raw)


def decoded(data: bytes, charset: str | None) -> str:
	"""Return the text of bytes: as declared, else as UTF-8, else as it looks, with marks for what stays unreadable."""
	named = (charset or "").strip().strip("\"'").casefold()
	for candidate in (OTHER_NAMES.get(named, named), "utf-8", _guessed(data)):
		try:
			if codecs.lookup(candidate).name.replace("-", "_") not in NO_CHARACTER_SETS:
				return data.decode(candidate)
		except (LookupError, ValueError):
			continue
	return data.decode("utf-8", "replace")


def _guessed(data: bytes) -> str:
	"""Return the character set that bytes look like. The library knows no Arabic, and takes it for Cyrillic or Thai."""
	foreign = [letter for letter in data[:GUESSED_BY].decode(ARABIC, "replace") if not letter.isascii()]
	arabic = sum("\u0621" <= letter <= "\u064a" for letter in foreign)
	if foreign and arabic >= MOSTLY * len(foreign):
		return ARABIC
	return chardet.detect(data[:GUESSED_BY])["encoding"] or ""


def _apart(message: Message, whole: bool) -> Mail:
	parts = list(_parts(message))
	text, attachments = _text(parts).strip(), _attachments(parts) if whole else []
	found = {
		TOO_LONG: len(text) > LONGEST_TEXT,
		TOO_MANY: len(attachments) > MOST_ATTACHMENTS,
		NOTHING: not text and not attachments,
	}
	return Mail(
		headers=_headers(message),
		text=text[:LONGEST_TEXT],
		attachments=tuple(attachments[:MOST_ATTACHMENTS]),
		reported_on=_reported_on(message, text),
		report=_report(parts),
		notes=tuple(code for code, is_so in found.items() if is_so),
	)


def _head_only(raw: bytes) -> Mail:
	try:
		headers = _headers(BytesHeaderParser(policy=SHORT_HEADERS).parsebytes(raw))
	except Exception:  # see take_apart
		headers = ()
	return Mail(headers=headers, notes=(UNREADABLE,))


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
	items = ((name.casefold(), value) for name, value in message.raw_items())
	return tuple((name, _header(value, name in ADDRESS_HEADERS)) for name, value in items)


def _header(value, is_of_addresses: bool) -> str:
	"""Return a header as text; bytes that no header may hold are read as text bytes are."""
	try:
		pieces = decode_header(value if isinstance(value, Header) else str(value))
	except (ValueError, MessageError):  # half an encoded word
		pieces = [(str(value), None)]
	text = "".join(_piece(*piece, is_of_addresses) for piece in pieces)
	lines = (line.strip() for line in LINE_ENDS.split(_without_halves(text)))
	return " ".join(line for line in lines if line)


def _piece(words: str | bytes, charset: str | None, is_of_addresses: bool) -> str:
	text = words if isinstance(words, str) else decoded(words, charset)
	return text.translate(SEPARATORS) if is_of_addresses and charset else text


def _without_halves(text: str) -> str:
	if any("\ud800" <= character <= "\udfff" for character in text):
		return decoded(text.encode("utf-8", "surrogateescape"), None)
	return text


def _parts(message: Message) -> Iterator[Message]:
	"""Yield the leaves of a mail in order; of mails inside it their leaves as well."""
	for number, part in enumerate(message.walk()):
		if number >= MOST_PARTS:
			return
		_open_encoded_mail(part)
		if not part.is_multipart():
			yield part


def _open_encoded_mail(part: Message) -> None:
	"""Some programs encode an enclosed mail as a whole. The library expects that of none, and hands over gibberish."""
	how = str(part.get("Content-Transfer-Encoding") or "").strip().casefold()
	if part.get_content_type() != "message/rfc822" or how not in ("base64", "quoted-printable"):
		return
	inside = part.get_payload(0)
	if not inside.keys():
		inside["Content-Transfer-Encoding"] = how
		part.set_payload([message_from_bytes(inside.get_payload(decode=True), policy=SHORT_HEADERS)])


def _text(parts: list[Message]) -> str:
	plain = "\n\n".join(_words(part) for part in parts if _is_text(part, "text/plain")).strip()
	pages = "\n\n".join(text_of_html(_words(part)) for part in parts if _is_text(part, "text/html")).strip()
	return better_text(plain.replace("\r\n", "\n").replace("\r", "\n"), pages)


def _attachments(parts: list[Message]) -> list[bytes]:
	return [data for part in parts if _is_attachment(part) and (data := part.get_payload(decode=True))]


def _is_text(part: Message, kind: str) -> bool:
	return part.get_content_type() == kind and part.get_content_disposition() != "attachment"


def _is_attachment(part: Message) -> bool:
	if part.get_content_type() in NO_ATTACHMENTS:
		return False
	return not (_is_text(part, "text/plain") or _is_text(part, "text/html"))


def _words(part: Message) -> str:
	return decoded(part.get_payload(decode=True) or b"", part.get_content_charset())


def _report(parts: list[Message]) -> Report | None:
	"""Return what the machine-readable part of a report says (RFC 3464), None where there is none."""
	for part in parts:
		action, code = part.get("Action"), STATUS_CODE.search(str(part.get("Status") or ""))
		if action and code:
			return Report(str(action).split(";")[0].strip().casefold(), code[0])
	return None


def _reported_on(message: Message, text: str) -> tuple[str, ...]:
	"""Return the ids of mails enclosed in this one, and those its text names, as old mail servers do."""
	inside = [part for part in message.walk() if part is not message]
	heads = [str(part.get_payload()) for part in inside if part.get_content_type() == "text/rfc822-headers"]
	return _ids(" ".join([*(str(part.get("Message-ID") or "") for part in inside), *heads, text]))


def _ids(text: str) -> tuple[str, ...]:
	return tuple(dict.fromkeys(MESSAGE_ID.findall(text)))
