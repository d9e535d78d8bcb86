"""Endpoints for staff: the board of open referrals and the calendar of what is due."""

from datetime import datetime
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.utils import cint, get_system_timezone, now_datetime

from cfm_app.api.desk_referrals import REFERRAL, ROW, standing
from cfm_app.api.desk_request import plain
from cfm_app.api.desk_titles import title
from cfm_app.directory import finder
from cfm_app.exceptions import GuardRefused
from cfm_app.rules import referral_board, referral_calendar, referral_facts, referral_states

FILTERS = ("area", "sector", "priority", "only_urgent")
FIELDS = [*ROW, "area", "complaint", "kind"]
MOST = 500
WAITING = referral_states.WAITING_FOR_RECEIVER
LOOKS = {
	"late": "danger",
	referral_calendar.ANSWER: "default",
	referral_calendar.ASK: "warning",
	referral_calendar.SERVICE: "success",
	referral_calendar.CONFIRM: "warning",
}


@frappe.whitelist(methods=["GET", "POST"])
def board(filters: dict | str = "{}") -> dict:
	"""Return {columns: [{state, rows}], cut} of the open referrals that the user may list, red ones first.

	`filters`: {area with what lies in it, sector, priority, only_urgent}. `cut`: there were more than are shown.
	"""
	asked = plain(filters, FILTERS)
	rows = frappe.get_list(REFERRAL, _wanted(asked), FIELDS, order_by="due_on", limit=MOST)
	shown = [_row(row) for row in rows]
	if cint(asked.get("only_urgent")):
		shown = [row for row in shown if referral_board.is_urgent(row)]
	return {"columns": referral_board.columns(shown), "cut": len(rows) == MOST}


@frappe.whitelist(methods=["GET"])
def calendar(start: str, end: str, whose: str = "", provider: str = "") -> list[dict]:
	"""Return [{name, title, start, end, look}]: what is to be done with referrals in these days, of those the user may list.

	`whose`: "me", "team" or everybody's; `provider`: of this partner only; `look`: danger for what is late.
	"""
	first, last = referral_facts.moment(start), referral_facts.moment(end)
	if not (first and last):
		frappe.throw(_("This was not understood. Please open the page again."), GuardRefused)
	asked = {"provider": provider} if provider else {}
	fields = [*ROW, "area", "kind", "complaint"]
	rows = frappe.get_list(
		REFERRAL,
		{**asked, "workflow_state": ["in", (*WAITING, referral_states.SCHEDULED)]},
		fields,
		or_filters=_of(whose),
		order_by="due_on",
		limit=MOST,
	)
	found = [(row, day) for row in rows for day in referral_calendar.days_of(row, now_datetime())]
	return [_event(row, day) for row, day in found if first <= _shown_at(day) < last]


def _of(whose: str) -> list[list] | None:
	"""Return who sent or receives: me, or me with my superior and all who work for one of us."""
	people = {"me": lambda: [frappe.session.user], "team": _team}.get(whose, list)()
	return [["sent_by", "in", people], ["receiver", "in", people]] if people else None


def _team() -> list[str]:
	me = frappe.session.user
	above = [me, *filter(None, [frappe.db.get_value("User", me, "cfm_line_manager")])]
	team = frappe.get_all(  # reason: names of colleagues that never leave this function
		"User", {"cfm_line_manager": ["in", above]}, pluck="name"
	)
	return [*above, *team]


def _wanted(asked: dict) -> dict:
	wanted = {"workflow_state": ["in", referral_board.OPEN]}
	wanted |= {field: asked[field] for field in ("sector", "priority") if asked.get(field)}
	if asked.get("area"):
		inside = {"path": ["like", f"{finder.path_of(asked['area'])}%"]}
		wanted["area"] = ["in", frappe.get_list("CFM Area", inside, pluck="name", limit=0)]
	return wanted


def _row(row) -> dict:
	return {
		**row,
		"standing": standing(row),
		"to": title("CFM Service", row.service) or title("Service Provider", row.provider),
		"type_title": title("CFM Service Type", row.service_type),
		"area_title": title("CFM Area", row.area),
	}


def _shown_at(day: referral_calendar.Day) -> datetime:
	"""Return the moment the browser turns into the user's zone; a whole day stays that day, wherever she sits."""
	if not day.is_whole:
		return day.at
	system = ZoneInfo(get_system_timezone())
	hers = frappe.db.get_value("User", frappe.session.user, "time_zone", cache=True)
	return day.at.replace(tzinfo=ZoneInfo(hers) if hers else system).astimezone(system).replace(tzinfo=None)


def _event(row: dict, day: referral_calendar.Day) -> dict:
	"""Return what the calendar shows: a reference and a kind of help, never a person. Late is said in a word, too."""
	what = _("overdue: {0}").format(_(day.what)) if day.is_late else _(day.what)
	return {
		"name": row["name"],
		"title": " · ".join(
			filter(None, (what, row["name"], title("CFM Service Type", row["service_type"])))
		),
		"start": _shown_at(day),
		"end": _shown_at(day),
		"allDay": int(day.is_whole),
		"docstatus": 1,  # nobody moves a date by dragging: the platform lets submitted ones stand still
		"look": LOOKS["late" if day.is_late else day.what],
	}
