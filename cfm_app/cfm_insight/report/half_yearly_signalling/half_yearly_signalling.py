"""What people of a municipality brought forward in a half-year, in numbers that point to nobody."""

import frappe
from frappe import _

from cfm_app.cfm_insight import columns
from cfm_app.confidentiality import published_numbers as numbers
from cfm_app.rules.suppression import TOTAL


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and the legend. Filters: period (default: the newest), area (default: all)."""
	filters = filters or {}
	period = filters.get("period") or next(iter(numbers.periods()), None)
	if not period:
		return [], [], _("No half-year has been counted yet. The first one is counted 15 days after it ends.")
	frappe.has_permission("CFM Published Numbers", "read", throw=True)
	rows = numbers.of_area(period, filters.get("area"))
	return table_columns(period), rows, note(period)


def table_columns(period: str) -> list[dict]:
	"""Return the columns of a table of published numbers."""
	named = numbers.column_titles(period)
	return [
		columns.column("title", _("Area"), width=220),
		columns.column(TOTAL, _("Total"), width=90),
		*(columns.column(column, words, width=150) for column, words in named.items()),
	]


def note(period: str) -> str:
	"""Return the words under such a table: period, day of counting, legend."""
	counted = frappe.get_cached_doc("CFM Published Numbers", period)
	day = frappe.utils.format_date(counted.counted_on)
	return " ".join([_("{0}, counted on {1}.").format(period, day), numbers.legend(counted.threshold)])
