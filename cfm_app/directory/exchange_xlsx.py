"""The directory as a spreadsheet: one sheet each for providers, services and sites. No formula goes out or comes in."""

import zipfile
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font

import frappe
from frappe import _

from cfm_app.directory.exchange_rows import PROVIDER, SERVICE, SITE
from cfm_app.exceptions import GuardRefused
from cfm_app.rules.directory_rows import COLUMNS, ID, PROVIDERS, SERVICES, SITES, as_cell

DOCTYPES = {PROVIDERS: PROVIDER, SERVICES: SERVICE, SITES: SITE}
MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_PARTS = 8_000_000, 80_000_000, 10_000, 200
HEADINGS, WIDEST = 3, 40
XML_TRICKS = (b"<!DOCTYPE", b"<!ENTITY")


def write(rows: dict[str, list[dict]]) -> bytes:
	"""Return the spreadsheet of rows: headings in the reader's language, below them the stable names of the columns."""
	book = Workbook()
	book.remove(book.active)
	for sheet, columns in COLUMNS.items():
		page = book.create_sheet(sheet)
		page.append([_heading(sheet, column.name) for column in columns])
		page.append([column.name for column in columns])
		for row in rows[sheet]:
			page.append([as_cell(row[column.name]) for column in columns])
		_make_readable(page)
	made = BytesIO()
	book.save(made)
	return made.getvalue()


def read(data: bytes) -> dict[str, list[dict]]:
	"""Return {sheet: [{column: cell, "row": number in the sheet}]}. Raises GuardRefused for a file that is none of ours."""
	_check(data)
	try:
		book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
		return {sheet: _rows_of(book, sheet) for sheet in COLUMNS}
	except GuardRefused:
		raise
	except (
		Exception
	):  # a damaged or hostile file makes the reader raise nearly anything, and not before its rows are read
		_refuse()


def _check(data: bytes) -> None:
	"""Refuse what is too large before it is unpacked, and XML that grows or fetches while it is read."""
	if len(data) > MOST_BYTES:
		frappe.throw(_("This file is too large. Split it."), GuardRefused)
	try:
		with zipfile.ZipFile(BytesIO(data)) as packed:
			parts = packed.infolist()
			if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
				frappe.throw(_("This file is too large. Split it."), GuardRefused)
			if any(_has_tricks(packed, part) for part in parts):
				_refuse()
	except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
		_refuse()


def _has_tricks(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
	if not part.filename.endswith((".xml", ".rels")):
		return "vbaProject" in part.filename
	with packed.open(part) as opened:
		head = opened.read(4096)
	return any(trick in head for trick in XML_TRICKS)


def _refuse() -> None:
	frappe.throw(_("This is not a file of the directory. Export one first and fill it in."), GuardRefused)


def _rows_of(book, sheet: str) -> list[dict]:
	if sheet not in book.sheetnames:
		return []
	page, names, found = book[sheet], None, []
	cells = page.iter_rows(max_row=MOST_ROWS + HEADINGS + 1, max_col=WIDEST, values_only=True)
	for number, row in enumerate(cells, 1):
		if names is None:
			names = _names(sheet, row)
			if names is None and number >= HEADINGS:
				_refuse()
		elif any(cell not in (None, "") for cell in row):
			found.append({**{name: row[at] for name, at in names.items()}, "row": number})
	if len(found) > MOST_ROWS:
		frappe.throw(_("This file is too large. Split it."), GuardRefused)
	return found


def _names(sheet: str, row: tuple) -> dict[str, int] | None:
	"""Return where each column stands when this is the line of their stable names. Columns may be moved or left out."""
	known = {column.name for column in COLUMNS[sheet]}
	needed = {column.name for column in COLUMNS[sheet] if column.required}
	places = {cell: at for at, cell in enumerate(row) if cell in known}
	return places if needed <= places.keys() else None


def _heading(sheet: str, name: str) -> str:
	field = frappe.get_meta(DOCTYPES[sheet]).get_field(name)
	return {ID: _("Id"), "service": _("Service")}.get(name) or _(field.label)


def _make_readable(page) -> None:
	page.freeze_panes = "C3"
	for cell in (*page[1], *page[2]):
		cell.font = Font(bold=cell.row == 1, italic=cell.row == 2)
		cell.alignment = Alignment(wrap_text=True, vertical="top")
	for column in page.columns:
		page.column_dimensions[column[0].column_letter].width = 22
