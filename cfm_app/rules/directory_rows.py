"""The columns of a directory file, how a cell is read, and when two entries are the same one."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from cfm_app.rules import opening_hours
from cfm_app.rules.search_text import search_form
from cfm_app.rules.spreadsheet_safety import safe_cell

PROVIDERS, SERVICES, SITES = "providers", "services", "sites"
TEXT, YES_NO, NUMBER, DECIMAL, DAY, CHOICE, CODE, CODES, HOURS, MAIL = (
	"text",
	"yes or no",
	"number",
	"decimal",
	"day",
	"choice",
	"code",
	"codes",
	"hours",
	"mail",
)
MISSING, UNREADABLE, UNKNOWN, TOO_LONG, FORMULA = "missing", "unreadable", "unknown", "too long", "formula"
YES, NO = {"1", "yes", "true", "x"}, {"", "0", "no", "false"}
LONGEST, LONGEST_LINE = 4000, 140
ATOM, LABEL = r"[\w!#$%&'*+/=?^`{|}~-]+", r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
MAIL_SHAPE = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}", re.ASCII | re.IGNORECASE)
ID = "id"
PLAIN = (str, int, float, date, type(None))


class Refused(ValueError):
	"""A cell that cannot be taken; `code` says why."""

	def __init__(self, code: str):
		super().__init__(code)
		self.code = code


@dataclass(frozen=True)
class Column:
	"""One column: its stable name, which is the name of the field, and how its cells are read."""

	name: str
	kind: str = TEXT
	required: bool = False
	one_line: bool = True


def _long(name: str) -> Column:
	return Column(name, one_line=False)


COLUMNS = {
	PROVIDERS: (
		Column(ID),
		Column("title", required=True),
		Column("kind", CHOICE),
		Column("is_active", YES_NO),
		Column("is_public", YES_NO),
		Column("website"),
		Column("public_phone"),
		Column("public_email", MAIL),
		Column("languages"),
	),
	SERVICES: (
		Column(ID),
		Column("provider", required=True),
		Column("title", required=True),
		Column("service_type", CODE, required=True),
		Column("is_active", YES_NO),
		Column("is_public", YES_NO),
		Column("capacity", CHOICE),
		_long("plain_words"),
		Column("how_to_access", CHOICE),
		_long("access_words"),
		Column("cost"),
		_long("documents"),
		_long("referral_criteria"),
		Column("languages"),
		Column("catchment", CODES),
		Column("for_sex", CHOICE),
		Column("age_from", NUMBER),
		Column("age_to", NUMBER),
		Column("statuses"),
		Column("nationalities"),
		_long("vulnerability"),
		Column("female_staff", YES_NO),
		Column("has_ramp", YES_NO),
		Column("has_sign_language", YES_NO),
		Column("has_transport", YES_NO),
		Column("starts_on", DAY),
		Column("ends_on", DAY),
	),
	SITES: (
		Column("service", required=True),
		Column("title", required=True),
		Column("area", CODE, required=True),
		_long("address"),
		Column("latitude", DECIMAL),
		Column("longitude", DECIMAL),
		Column("hours", HOURS),
		Column("phone"),
	),
}


def read(column: Column, cell, known: set[str]):
	"""Return the value of a cell. `known`: the codes or choices of this column. Raises Refused."""
	text = plain(cell)
	if not isinstance(cell, PLAIN) or (str(cell).lstrip().startswith("=")):
		raise Refused(FORMULA)
	if not text and column.required:
		raise Refused(MISSING)
	if len(text) > (LONGEST_LINE if column.one_line and column.kind != CODES else LONGEST):
		raise Refused(TOO_LONG)
	return READERS[column.kind](text, known)


def plain(cell) -> str:
	"""Return the text of a cell: what the export put in front of a formula is taken away again."""
	if isinstance(cell, bool):
		return str(int(cell))
	if isinstance(cell, float) and cell.is_integer():
		return str(int(cell))
	if isinstance(cell, float):
		return f"{cell:.12f}".rstrip("0").rstrip(".")
	if isinstance(cell, datetime | date):
		return cell.isoformat()[:10]
	text = "" if cell is None else str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
	return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def as_cell(value):
	"""Return a value as it stands in a file: numbers as they are, days as text, nothing that runs."""
	return value if isinstance(value, int | float) else safe_cell(plain(value))


def is_same(one, other) -> bool:
	"""Tell whether two values stand alike in a file; nothing, 0 and "" are one."""
	return (as_cell(one) or "") == (as_cell(other) or "")


def fold(*parts: str) -> str:
	"""Return the key of an entry that has no id: two spellings of it give the same."""
	return "|".join(search_form(part or "") for part in parts)


def _text(text: str, _known) -> str:
	return text


def _yes_no(text: str, _known) -> int:
	if text.lower() not in YES | NO:
		raise Refused(UNREADABLE)
	return int(text.lower() in YES)


def _number(text: str, _known) -> int:
	if not re.fullmatch(r"\d{0,4}", text) or not text.isascii():
		raise Refused(UNREADABLE)
	return int(text or 0)


def _decimal(text: str, _known) -> float:
	if (
		not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?|", text)
		or not text.isascii()
		or abs(float(text or 0)) > 180
	):
		raise Refused(UNREADABLE)
	return float(text or 0)


def _day(text: str, _known) -> str | None:
	try:
		return date.fromisoformat(text).isoformat() if text else None
	except ValueError:
		raise Refused(UNREADABLE) from None


def _code(text: str, known: set[str]) -> str:
	if text and text not in known:
		raise Refused(UNKNOWN)
	return text


def _codes(text: str, known: set[str]) -> str:
	codes = [code.strip() for code in text.split(",") if code.strip()]
	if set(codes) - known:
		raise Refused(UNKNOWN)
	return ", ".join(dict.fromkeys(codes))


def _hours(text: str, _known) -> str:
	try:
		opening_hours.parse(text)
	except ValueError:
		raise Refused(UNREADABLE) from None
	return text


def _mail(text: str, _known) -> str:
	if text and not MAIL_SHAPE.fullmatch(text):
		raise Refused(UNREADABLE)
	return text


READERS = {
	TEXT: _text,
	YES_NO: _yes_no,
	NUMBER: _number,
	DECIMAL: _decimal,
	DAY: _day,
	CHOICE: _code,
	CODE: _code,
	CODES: _codes,
	HOURS: _hours,
	MAIL: _mail,
}
