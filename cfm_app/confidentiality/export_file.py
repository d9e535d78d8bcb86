"""Makes the spreadsheet that leaves: one line that says where it came from, no formulas, locked with a password."""

from io import BytesIO

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

import frappe
from frappe import _
from frappe.utils import format_datetime, now_datetime

from cfm_app.rules.spreadsheet_safety import safe_rows

PLAIN_TYPES = (str, int, float, bool)


def sheet(found, number: str) -> bytes:
	"""Return the rows as an xlsx file with a line above them: export number, who, when, how many."""
	book = Workbook(write_only=True)
	page = book.create_sheet(_("Export"))
	page.append([_origin(number, len(found.rows))])
	page.append([])
	for row in safe_rows([found.headings, *([_plain(value) for value in row] for row in found.rows)]):
		page.append(row)
	made = BytesIO()
	book.save(made)
	return made.getvalue()


def locked(content: bytes, password: str) -> bytes:
	"""Return the file encrypted with this password, as spreadsheet programs do it (ECMA-376, AES)."""
	made = BytesIO()
	OOXMLFile(BytesIO(content)).encrypt(password, made)
	return made.getvalue()


def _origin(number: str, rows: int) -> str:
	who, when = frappe.utils.get_fullname(frappe.session.user), format_datetime(now_datetime())
	return _("Export {0} · {1} · {2} · {3} rows · confidential: do not pass on, delete after use").format(
		number, who, when, rows
	)


def _plain(value):
	"""Dates go out as text: every program reads them the same way."""
	return value if value is None or isinstance(value, PLAIN_TYPES) else str(value)
