"""What became of messages, month by month: kind of line, state, kind of error. Counts only, small ones hidden."""

import frappe
from frappe import _
from frappe.query_builder import CustomFunction
from frappe.query_builder.functions import Coalesce, Count
from frappe.utils import add_months, get_first_day, get_last_day, getdate, today

from cfm_app.cfm_insight.columns import column
from cfm_app.confidentiality.published_numbers import smallest_count
from cfm_app.handling.message_failures import kinds
from cfm_app.handling.message_marks import states_in_words
from cfm_app.rules.message_counts import Line, protected

MONTHS = 6
DateFormat = CustomFunction("DATE_FORMAT", ["moment", "format"])


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and the legend. Filters: from_date, to_date, kind (of a line), direction (In or Out)."""
	frappe.has_permission("CFM Message Line", "report", throw=True)
	threshold = smallest_count()
	kind = (filters or {}).get("kind")
	rows = [row for row in protected(_counted(filters or {}), threshold) if kind in (None, "", row["kind"])]
	words = states_in_words()
	shown = [{**row, "state": words.get(row["state"], _("Total")), "kind": _(row["kind"])} for row in rows]
	return (
		_columns(),
		[{**row, "error_class": kinds().get(row["error_class"], row["error_class"])} for row in shown],
		legend(threshold),
	)


def legend(threshold: int) -> str:
	"""Return what the marks mean."""
	return _(
		"<{0} stands for a number from 1 to {1}. A dash stands for any number: it is not shown, because a small one could be worked out from it."
	).format(threshold, threshold - 1)


def _counted(filters: dict) -> dict[Line, int]:
	message = frappe.qb.DocType("CFM Message")  # reason: counts, of which the small ones are hidden
	month = DateFormat(message.creation, "%Y-%m")
	by = (month, message.kind, message.state, Coalesce(message.error_class, ""))
	first, last = _span(filters)
	query = frappe.qb.from_(message).select(*by, Count("*")).groupby(*by)
	query = query.where(message.direction == (filters.get("direction") or "Out"))
	query = query.where(message.creation[f"{first} 00:00:00" : f"{last} 23:59:59"])
	return {Line(*key): number for *key, number in query.run()}


def _span(filters: dict) -> tuple:
	"""Return whole months, so that nobody moves the days until a single message stands alone."""
	first = getdate(filters.get("from_date") or add_months(today(), 1 - MONTHS))
	last = getdate(filters.get("to_date") or today())
	return get_first_day(first), get_last_day(last)


def _columns() -> list[dict]:
	return [
		column("month", _("Month"), width=100),
		column("kind", _("Kind"), width=120),
		column("state", _("State"), width=220),
		column("error_class", _("Kind of error"), width=340),
		column("number", _("Messages"), width=100),
	]
