"""Endpoints for staff: the board of open referrals and the calendar of what is due."""

import frappe
from frappe.utils import cint

from cfm_app.api.desk_referrals import REFERRAL, ROW, standing
from cfm_app.api.desk_request import only
from cfm_app.api.desk_titles import title
from cfm_app.directory import finder
from cfm_app.rules import referral_board, referral_states

FILTERS = ("area", "sector", "priority", "only_urgent")
FIELDS = [*ROW, "area", "complaint", "kind"]
MOST = 500
WAITING = referral_states.WAITING_FOR_RECEIVER


@frappe.whitelist(methods=["GET", "POST"])
def board(filters: dict | str = "{}") -> dict:
	"""Return {columns: [{state, rows}], cut} of the open referrals that the user may list, red ones first.

	`filters`: {area with what lies in it, sector, priority, only_urgent}. `cut`: there were more than are shown.
	"""
	asked = only(filters, FILTERS)
	rows = frappe.get_list(REFERRAL, _wanted(asked), FIELDS, order_by="due_on", limit=MOST)
	shown = [_row(row) for row in rows]
	if cint(asked.get("only_urgent")):
		shown = [row for row in shown if referral_board.is_urgent(row)]
	return {"columns": referral_board.columns(shown), "cut": len(rows) == MOST}


@frappe.whitelist(methods=["GET"])
def calendar(start: str, end: str) -> list[dict]:
	"""Return [{name, title, start, end, color}]: when answers are due and when services are given, in these days."""
	between = ["between", [start, end]]
	due = {"workflow_state": ["in", WAITING], "due_on": between}
	given = {"workflow_state": referral_states.SCHEDULED, "scheduled_on": between}
	return [*_events(due, "due_on"), *_events(given, "scheduled_on")]


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


def _events(wanted: dict, field: str) -> list[dict]:
	fields = [*ROW, "area", "scheduled_on"]
	rows = frappe.get_list(REFERRAL, wanted, fields, order_by=field, limit=MOST)
	return [_event(_row(row), field) for row in rows]


def _event(row: dict, field: str) -> dict:
	"""Return what the calendar shows: a reference and a kind of help, never a person."""
	return {
		"name": row["name"],
		"title": f"{row['name']} · {row['type_title']}",
		"start": row[field],
		"end": row[field],
		"docstatus": 1,  # nobody moves a date by dragging: the platform lets submitted ones stand still
		"color": "red" if row["standing"]["word"] == "overdue" else "blue",
	}
