"""Endpoints for staff: the investigation of a complaint, and what its form says about one."""

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.api.desk_request import open_in_full, take_words_out_of_logs
from cfm_app.api.desk_timeline import timeline_of
from cfm_app.confidentiality import access_log, files, vault
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.handling import investigations
from cfm_app.rules import investigation as rules
from cfm_app.rules.access import FULL

PARTS = ("allegation", "terms_of_reference", "plan", "findings", "conclusion", "measures", "referred_to")


def of(complaint, depth: int) -> dict:
	"""Return {under_way, may_open, mine} for a complaint's form: that one goes on, never what is in it.

	`mine` holds the investigations that the user who asks is named for. {} below full depth.
	"""
	if depth < FULL:
		return {}
	readable = frappe.has_permission(investigations.TYPE, "read")
	filters = {"complaint": complaint.name}
	mine = frappe.get_list(investigations.TYPE, filters, ["name", "state"]) if readable else []
	return {
		"under_way": bool(investigations.running(complaint.name)),
		"may_open": investigations.may_open(complaint) and frappe.has_permission("Complaint", "write"),
		"mine": mine,
	}


@frappe.whitelist(methods=["GET", "POST"])
def possible_team(complaint: str) -> list:
	"""Return who may investigate a complaint: [{value, label}]."""
	record = open_in_full("Complaint", complaint, "write")
	return _people(investigations.possible_team(record))


@frappe.whitelist(methods=["POST"])
def open_investigation(
	complaint: str, team: list | str, allegation: str, terms_of_reference: str = ""
) -> dict:
	"""Open the investigation of a complaint for a team. Returns {investigation, may_open}."""
	record = open_in_full("Complaint", complaint, "write")
	take_words_out_of_logs()
	words = {"allegation": allegation, "terms_of_reference": terms_of_reference}
	doc = investigations.open_one(record, frappe.parse_json(team), words)
	return {"investigation": doc.name, "may_open": record_depth(doc) == FULL}


@frappe.whitelist(methods=["GET", "POST"])
def investigation_page(name: str) -> dict:
	"""Return {state, next, words, team, timeline, files} of an investigation, and what the next states still need."""
	doc = open_in_full(investigations.TYPE, name)
	words = vault.read(doc)
	written = [part for part in PARTS if words.get(part)]
	return {
		"state": doc.state,
		"next": [
			{"state": state, "missing": rules.missing_for(state, written)}
			for state in rules.next_states(doc.state)
		],
		"words": {part: words.get(part) or "" for part in PARTS},
		"team": _people(investigations.team_of(doc)),
		"may_write": doc.state not in rules.ENDED and frappe.has_permission(doc.doctype, "write"),
		"timeline": timeline_of(doc),
		"files": files.listing(doc),
	}


@frappe.whitelist(methods=["POST"])
def write_part(name: str, part: str, text: str) -> None:
	"""Write a part of the file of an investigation."""
	doc = open_in_full(investigations.TYPE, name, "write")
	take_words_out_of_logs()
	investigations.write_part(doc, part, text)


@frappe.whitelist(methods=["POST"])
def add_entry(name: str, kind: str, text: str) -> None:
	"""Add an interview, a piece of evidence or a note."""
	doc = open_in_full(investigations.TYPE, name, "write")
	take_words_out_of_logs()
	investigations.add_entry(doc, kind, text)


@frappe.whitelist(methods=["GET", "POST"])
def possible_team_of(name: str) -> list:
	"""Return who may be named for an investigation: [{value, label}]."""
	doc = open_in_full(investigations.TYPE, name, "write")
	return _people(investigations.possible_team(doc.get_complaint()))


@frappe.whitelist(methods=["POST"])
def change_team(name: str, team: list | str) -> None:
	"""Name other people for an investigation."""
	doc = open_in_full(investigations.TYPE, name, "write")
	investigations.change_team(doc, frappe.parse_json(team))


@frappe.whitelist(methods=["POST"])
def move(name: str, state: str) -> dict:
	"""Bring an investigation into its next state. Returns {state}."""
	doc = open_in_full(investigations.TYPE, name, "write")
	investigations.move(doc, state)
	return {"state": doc.state}


@frappe.whitelist(methods=["POST"])
def printed_report(name: str) -> dict:
	"""Return the report of an investigation for paper; printing it is logged. Shape: {reference, parts: [{label, text}]}."""
	doc = open_in_full(investigations.TYPE, name)
	words = vault.read(doc)
	access_log.write("print", doc)
	parts = [{"label": _(doc.meta.get_label(part)), "text": words[part]} for part in PARTS if words.get(part)]
	return {"reference": doc.name, "state": _(doc.state), "parts": parts}


def _people(users: list[str]) -> list[dict]:
	return [{"value": user, "label": get_fullname(user)} for user in users]
