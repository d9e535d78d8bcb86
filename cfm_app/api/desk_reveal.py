"""Endpoints for staff: asking a custodian to see who somebody is, and answering."""

import frappe
from frappe import _
from frappe.utils import get_fullname, time_diff_in_seconds

from cfm_app.api.desk_request import open_in_full, take_words_out_of_logs
from cfm_app.api.desk_titles import title
from cfm_app.confidentiality import reveal
from cfm_app.confidentiality.reveal import REQUEST
from cfm_app.exceptions import AccessRefused
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.rules.access import FULL
from cfm_app.rules.reveal import APPROVED, ASKED, ENDED, REFUSED, needs_agreement

SHOWN = (ASKED, APPROVED, REFUSED, ENDED)


def of(doc, depth: int) -> dict | None:
	"""Return how a complaint's form stands with revealing, None where nobody has to be asked.

	{request, state, asked_on, until, seconds_left, decided_by_name, refusal, ended_because}; state "" before asking.
	"""
	if depth < FULL or not needs_agreement(doc.level):
		return None
	request = reveal.newest(doc, SHOWN)
	if not request:
		return {"state": ""}
	if request.state == APPROVED:
		reveal.end_if_over(request, doc)
	return {
		"request": request.name,
		"state": request.state,
		"asked_on": request.asked_on,
		"until": request.until,
		"seconds_left": time_diff_in_seconds(request.until, frappe.utils.now())
		if request.state == APPROVED
		else 0,
		"decided_by_name": get_fullname(request.decided_by) if request.decided_by else "",
		"refusal": request.refusal,
		"ended_because": request.ended_because,
	}


@frappe.whitelist(methods=["POST"])
def ask(name: str, reason: str) -> dict:
	"""Ask a custodian to see who is named in a complaint. Returns {request, state}."""
	record = open_in_full("Complaint", name)
	take_words_out_of_logs()
	request = reveal.ask(record, reason)
	return {"request": request.name, "state": request.state}


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def decide(request: str, agreed: bool, reason: str = "") -> dict:
	"""Agree to a request for a limited time, or refuse it with a reason. Returns {state, until}."""
	asked = _request(request)
	take_words_out_of_logs()
	reveal.decide(asked, agreed, reason)
	return {"state": asked.state, "until": asked.until}


@frappe.whitelist(methods=["POST"])
def withdraw(request: str) -> dict:
	"""End one's own request or agreement. Returns {state}."""
	asked = _request(request)
	reveal.withdraw(asked)
	return {"state": asked.state}


@frappe.whitelist(methods=["GET", "POST"])
def request_page(request: str) -> dict:
	"""Return what the form of a request shows besides its fields: {may_decide, is_mine, asked_by_name, area_title, place}."""
	asked = _request(request)
	part = reveal.may_decide(asked, reveal.record_of(asked)) if asked.state == ASKED else ""
	return {
		"may_decide": part,
		"is_mine": asked.asked_by == frappe.session.user,
		"asked_by_name": get_fullname(asked.asked_by),
		"area_title": title("CFM Area", asked.area),
	}


def waiting() -> list[dict]:
	"""Return the requests that wait for a decision of the user, oldest first: {name, record, level, area_title, …}."""
	if not frappe.has_permission(REQUEST, "read"):
		return []
	fields = ["name", "record_type", "record", "level", "area", "asked_by", "asked_on"]
	rows = frappe.get_list(REQUEST, {"state": ASKED}, fields, order_by="asked_on asc")
	mine = [row for row in rows if reveal.may_decide(row, reveal.record_of(row))]
	for row in mine:
		row.update({"asked_by_name": get_fullname(row.asked_by), "area_title": title("CFM Area", row.area)})
	return mine


def _request(name: str):
	"""Return a request the user may see, locked until she has done with it."""
	asked = frappe.get_doc(REQUEST, name, for_update=True) if frappe.db.exists(REQUEST, name) else None
	if not asked or not asked.has_permission("read"):
		frappe.clear_messages()  # Frappe explains its own refusal, and so tells that the request exists
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	return asked
