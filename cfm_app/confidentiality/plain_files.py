"""Takes formulas out of the CSV and spreadsheet files that the platform makes from the app's types."""

import csv
from io import BytesIO, StringIO

from openpyxl import load_workbook

import frappe

from cfm_app.rules.spreadsheet_safety import safe_cell, safe_rows
from cfm_app.setup.owned import MODULES


def is_ours(doctype: str | None) -> bool:
	"""Tell whether a DocType belongs to the app."""
	return bool(doctype) and frappe.get_meta(doctype).module in MODULES


def make_safe(response: dict) -> None:
	"""Make every cell of the file in a response safe, in place. Raises nothing for an answer without a file."""
	if response.get("type") == "csv":
		response["result"] = _safe_csv(response["result"])
	elif str(response.get("filename", "")).endswith(".csv"):
		response["filecontent"] = _safe_csv(response["filecontent"].decode()).encode()
	elif str(response.get("filename", "")).endswith(".xlsx"):
		response["filecontent"] = _safe_sheets(response["filecontent"])


def _safe_csv(text: str) -> str:
	separator = str(frappe.form_dict.get("csv_delimiter") or ",")[0]
	rows = safe_rows(csv.reader(StringIO(text, newline=""), delimiter=separator))
	made = StringIO(newline="")
	csv.writer(made, delimiter=separator).writerows(rows)
	return made.getvalue()


def _safe_sheets(content: bytes) -> bytes:
	book = load_workbook(BytesIO(content))
	for row in (row for page in book for row in page.iter_rows()):
		for cell in row:
			if safe_cell(cell.value) != cell.value:
				cell.value = safe_cell(cell.value)
				cell.data_type = "s"
	made = BytesIO()
	book.save(made)
	return made.getvalue()
