"""Opens a file of the directory, whatever kind it is: a spreadsheet, or JSON of the Open Referral specification."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

import frappe
from frappe import _

from cfm_app.directory import exchange_hsds, exchange_xlsx
from cfm_app.rules.directory_rows import fold
from cfm_app.rules.hsds_told import AREA, KIND, Dictionary, Told

XLSX, HSDS = "xlsx", "hsds"
JSON_BEGINS = (b"{", b"[")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TYPES = {KIND: "CFM Service Type", AREA: "CFM Area"}


@dataclass(frozen=True)
class Opened:
	"""What is in a file: `rows` as {sheet: [{column: cell, "row": number}]}, and what whoever brings it in must know."""

	kind: str
	rows: dict[str, list[dict]]
	told: dict


def opened(data: bytes, choices: dict[str, dict[str, str]]) -> Opened:
	"""Open a file. `choices`: {KIND or AREA: {words of the file: our code}}. Raises GuardRefused."""
	if kind_of(data) == XLSX:
		return Opened(XLSX, exchange_xlsx.read(data), Told().as_dict())
	reading = exchange_hsds.read(data, dictionary(choices))
	return Opened(HSDS, reading.rows, reading.told.as_dict())


def kind_of(data: bytes) -> str:
	"""Return XLSX or HSDS, by what is in the file and never by its name."""
	if data[:64].removeprefix(BYTE_ORDER_MARK).lstrip()[:1] in JSON_BEGINS:
		return HSDS
	try:
		with zipfile.ZipFile(BytesIO(data)) as packed:
			names = {part.filename.lower() for part in packed.infolist()}
	except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
		return XLSX
	return HSDS if any(name.endswith(".json") for name in names) else XLSX


def dictionary(choices: dict[str, dict[str, str]]) -> Dictionary:
	"""Return what words mean here: codes, names where only one has them, and above all what somebody has chosen."""
	return Dictionary(kinds=_known(KIND, choices), areas=_known(AREA, choices))


def _known(kind: str, choices: dict) -> dict[str, str]:
	rows = frappe.get_all(TYPES[kind], fields=["name", "title"], limit=0)
	codes = {row.name for row in rows}
	by_name = {}
	for row in rows:
		for title in {fold(row.title), fold(_(row.title))}:
			by_name.setdefault(title, set()).add(row.name)
	chosen = choices.get(kind) or {}
	return {
		**{title: next(iter(named)) for title, named in by_name.items() if len(named) == 1},
		**{fold(code): code for code in codes},
		**{fold(words): code for words, code in chosen.items() if code in codes},
	}
