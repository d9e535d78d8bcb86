"""What the two reports on referrals share: the rows that who asks may see, the span, the columns and the words."""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import add_months, get_first_day, get_last_day, getdate, today

from cfm_app.api.desk_titles import title
from cfm_app.cfm_helpline.report.message_delivery.message_delivery import legend
from cfm_app.cfm_insight.columns import column
from cfm_app.confidentiality.published_numbers import smallest_count
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_figures import COLUMNS, EVERYTHING, Sent, protected
from cfm_app.rules.suppression import TOTAL

REFERRAL = "Referral"
MONTHS = 6
FIELDS = (
	"kind",
	"provider",
	"sector",
	"area",
	"workflow_state",
	"sent_on",
	"acknowledged_on",
	"answered_on",
	"received_confirmed_on",
	"decline_reason",
)


def rows(filters: dict, group: str, named: Callable[[str], str]) -> list[dict]:
	"""Return the rows of a report by `group`, kind or provider, then sector and area; `named` gives a group its words."""
	frappe.has_permission(REFERRAL, "read", throw=True)
	found = frappe.get_list(REFERRAL, _wanted(filters), list(FIELDS), limit=0)
	counted = protected([_sent(row, group) for row in found], smallest_count())
	return sorted((_in_words(row, named) for row in counted), key=_place)


def columns(label: str) -> list[dict]:
	"""Return the columns; `label` names what the rows are grouped by."""
	return [
		column("group_title", label, width=220),
		column("sector_title", _("Sector"), width=160),
		column("area_title", _("Area"), width=140),
		column(TOTAL, _("Sent"), width=80),
		*(column(name, words, width=120) for name, words in _named().items()),
		column("feedback", _("With any feedback"), "Percent", 130),
		column("received_share", _("Share received"), "Percent", 130),
		column("days", _("Median days to an answer"), "Float", 150, precision=1),
	]


def note() -> str:
	"""Return the words under such a table."""
	return " ".join(
		[
			_(
				"Months count whole: the one of the first day, the one of the last day and all between. Only what you may see. Shares are of what was answered or is past its time."
			),
			legend(smallest_count()),
		]
	)


def _wanted(filters: dict) -> list[list]:
	"""Whole months, so that nobody moves the days until a single referral stands alone."""
	first = getdate(filters.get("from_date") or add_months(today(), 1 - MONTHS))
	last = getdate(filters.get("to_date") or today())
	span = [f"{get_first_day(first)} 00:00:00", f"{get_last_day(last)} 23:59:59"]
	# who was told where to go was passed on to nobody, so no receiver is measured by it
	return [["sent_on", "between", span], ["mode", "!=", SELF]]


def _sent(row, group: str) -> Sent:
	return Sent(
		group=row[group] or "-",
		line=(row.sector or "-", row.area or "-"),
		state=row.workflow_state,
		sent_on=row.sent_on,
		acknowledged_on=row.acknowledged_on,
		answered_on=row.answered_on,
		received_on=row.received_confirmed_on,
		is_declined=bool(row.decline_reason),
	)


def _in_words(row: dict, named: Callable[[str], str]) -> dict:
	sector, area = row.pop("line") or ("", "")
	is_sum = row["group"] == EVERYTHING
	shares = {
		name: round(row[name] * 100, 1) for name in ("feedback", "received_share") if row[name] is not None
	}
	return {
		**row,
		**shares,
		"group_title": _("All") if is_sum else named(row["group"]),
		"sector_title": _titled("CFM Sector", sector),
		"area_title": _titled("CFM Area", area),
		"indent": 0 if is_sum else 2 if sector else 1,
	}


def _place(row: dict) -> tuple:
	"""The sum of all stands first, then each group with its sum before its lines."""
	return row["indent"] > 0, row["group_title"], row["group"], row["sector_title"], row["area_title"]


def _titled(doctype: str, code: str) -> str:
	return title(doctype, code) if code and code != "-" else _("not said") if code else ""


def _named() -> dict[str, str]:
	words = (
		_("Waiting"),
		_("Acknowledged"),
		_("Accepted"),
		_("Not accepted"),
		_("No feedback"),
		_("Service received"),
		_("Withdrawn before an answer"),
	)
	return dict(zip(COLUMNS, words, strict=True))
