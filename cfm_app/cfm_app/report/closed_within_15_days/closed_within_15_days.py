"""Indicator K2 in both readings; each row says how it counts, so that every figure opens to its complaints."""

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from cfm_app.api.desk_titles import with_titles
from cfm_app.cfm_insight import columns
from cfm_app.rules import indicators
from cfm_app.rules.indicators import Closing

FILTERS = ("area", "project", "category", "level")
FIELDS = [
	"name",
	"received_on",
	"closed_on",
	"category",
	"area",
	"project",
	"level",
	"outcome",
	"workflow_state",
]
CLOSED = ("on_time", "late")


def execute(filters: dict | None = None) -> tuple:
	"""Return columns, rows, no message, no chart and the summary.

	Filters: until (default today), area, project, category, level, counts_as. Formulas: kpis K2 and K11.
	"""
	filters = filters or {}
	until = getdate(filters.get("until"))
	start, end = indicators.six_month_window(until)
	rows = _rows(filters, start, end)
	closings = [_closing(row) for row in rows]
	for row, closing in zip(rows, closings, strict=True):
		_add_standings(row, closing, start, end, until)
	strict = indicators.closed_within(closings, start, end, until)
	naive = indicators.closed_in_window(closings, start, end)
	took = indicators.spread(row.days for row in rows if row.standing in CLOSED)
	wanted = filters.get("counts_as")
	shown = [row for row in rows if not wanted or row.standing == wanted]
	words = [_in_words(row) for row in with_titles(shown)]
	return _columns(), words, None, None, _summary(strict, naive, took)


def _rows(filters: dict, start, end) -> list[dict]:
	"""Return complaints received or closed in the window: the naive reading needs those closed in it too."""
	until = f"{end} 23:59:59"
	known = [[field, "=", filters[field]] for field in FILTERS if filters.get(field) not in (None, "")]
	either = [["received_on", "between", [start, until]], ["closed_on", "between", [start, until]]]
	order = "received_on asc"
	return frappe.get_list(
		"Complaint", filters=known, fields=FIELDS, or_filters=either, order_by=order, limit=0
	)


def _closing(row) -> Closing:
	closed = getdate(row.closed_on) if row.closed_on else None
	return Closing(getdate(row.received_on), closed, _exclusion(row, closed))


def _exclusion(row, closed) -> str:
	counts = frappe.get_cached_value("CFM Outcome", row.outcome, "counts") if row.outcome else "Counted"
	if counts == "Left out":
		return "duplicate" if row.workflow_state == "Duplicate" else "spam"
	same_day = counts == "Left out when closed the same day" and closed == getdate(row.received_on)
	return "same_day_forward" if same_day else ""


def _add_standings(row, closing: Closing, start, end, until) -> None:
	row.standing = indicators.classify(closing, start, end, until)
	row.naive_standing = indicators.classify_closed(closing, start, end)
	row.days = ((closing.closed_on or until) - closing.received_on).days
	row.last_day = add_days(closing.received_on, indicators.LIMIT_DAYS)


def _in_words(row) -> dict:
	words = _standing_words()
	return {**row, "standing": words[row.standing], "naive_standing": words[row.naive_standing]}


def _standing_words() -> dict[str, str]:
	return {
		"on_time": _("in time"),
		"late": _("late"),
		"still_open": _("still open, older than the limit"),
		"undecided": _("undecided: open, within the limit"),
		"left_out": _("left out"),
		"outside_window": _("outside the window"),
	}


def _summary(strict, naive, took) -> list[dict]:
	return [
		_figure(_("Received in six months and closed within 15 days"), _percent(strict), "Green"),
		_figure(_("in time / decided"), f"{strict.numerator} / {strict.denominator}"),
		_figure(_("undecided"), strict.undecided),
		_figure(_("left out"), strict.left_out),
		_figure(_("For comparison: of those closed in the window"), _percent(naive), "Blue"),
		_figure(_("in time / closed"), f"{naive.numerator} / {naive.denominator}"),
		_figure(_("Days to closing: half / nine in ten"), _days(took)),
	]


def _figure(label: str, value, color: str = "Gray") -> dict:
	return {"label": label, "value": value, "indicator": color, "datatype": "Data"}


def _percent(share) -> str:
	return "–" if share.share is None else f"{100 * share.share:.1f} %"


def _days(took) -> str:
	return f"{took.median:.1f} / {took.p90:.1f}" if took.n else "–"


def _columns() -> list[dict]:
	return [
		columns.reference("Complaint"),
		columns.received_on("Date"),
		columns.column("last_day", _("Last day"), "Date", 110),
		columns.column("closed_on", _("Closed on"), "Date", 110),
		columns.column("days", _("Days"), "Int", 70),
		columns.column("standing", _("Counts as"), width=220),
		columns.column("naive_standing", _("Closed in the window: counts as"), width=220),
		columns.level(),
		columns.category(),
		columns.area(),
		columns.column("outcome_title", _("Outcome"), width=180),
	]
