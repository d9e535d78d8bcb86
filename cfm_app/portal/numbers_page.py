"""The public page with what people brought forward, half-year by half-year, in numbers that point to nobody."""

import frappe

from cfm_app.cfm_insight.doctype.cfm_published_numbers.cfm_published_numbers import PAGE_CACHE
from cfm_app.confidentiality import published_numbers as numbers
from cfm_app.rules.suppression import TOTAL

# a table on a phone: the whole, its parts and theirs
DEEPEST = 2


def answer(request) -> tuple[int, str, dict]:
	"""Return (HTTP status, template, context). Closed unless the settings open it and a half-year is counted."""
	periods = numbers.periods() if frappe.get_cached_value("CFM Settings", None, "numbers_open") else []
	if not periods:
		return 404, "closed.html", {}
	asked = request.args.get("period")
	period = asked if asked in periods else periods[0]
	return 200, "numbers.html", {"periods": periods, "period": period, "total": TOTAL, **_table(period)}


def _table(period: str) -> dict:
	"""Return {columns, rows, legend} in the reader's language; counted numbers never change, so they are kept."""
	return frappe.cache.hget(PAGE_CACHE, f"{period}|{frappe.local.lang}", generator=lambda: _build(period))


def _build(period: str) -> dict:
	rows = [row for row in numbers.of_area(period) if row["indent"] <= DEEPEST]
	threshold = frappe.get_cached_doc(numbers.DOCTYPE, period).threshold
	return {"columns": numbers.column_titles(period), "rows": rows, "legend": numbers.legend(threshold)}
