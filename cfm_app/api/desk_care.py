"""Endpoints for staff: what a survivor or a child needs, before and after a complaint about it is taken."""

import frappe
from frappe.utils import add_to_date

from cfm_app.api.desk_request import only, open_in_full, take_words_out_of_logs
from cfm_app.handling import care
from cfm_app.rules import children
from cfm_app.rules.access import FULL
from cfm_app.rules.sensitivity import HIGHEST_LEVEL

MEDICAL_WINDOW_HOURS = 72
FOCAL_POINT_HOURS = 24


def of(complaint, depth: int) -> dict:
	"""Return {child, survivor, answers, missing, help, medical_until, focal_point_until, seen_on}; {} when neither.

	`medical_until` is the latest end of the 72 hours in which medical help does most, None when they have passed or
	nobody knows; `focal_point_until` is when a focal point must have looked at the latest (reference-data 4).
	"""
	child, survivor = care.is_about_child(complaint), _may_be_survivor(complaint)
	if depth < FULL or not (child or survivor):
		return {}
	answers = care.of(complaint)
	recent = survivor and answers.get("within_72_hours") == "yes"
	received = complaint.received_on
	return {
		"child": child,
		"survivor": survivor,
		"answers": answers,
		"missing": care.missing_for_work(complaint),
		"help": care.help_in(complaint.area) if survivor else "",
		"medical_until": add_to_date(received, hours=MEDICAL_WINDOW_HOURS) if recent else None,
		"focal_point_until": add_to_date(received, hours=FOCAL_POINT_HOURS)
		if complaint.level == HIGHEST_LEVEL
		else None,
		"seen_on": complaint.seen_on,
		"choices": {"child_assent": children.ASSENT, "caregiver_consent": children.CONSENT},
	}


@frappe.whitelist(methods=["POST"])
def write_care(name: str, answers: dict | str) -> None:
	"""Write down what a survivor or a child needs: danger, time, assent, consent, reason, plan for calling back."""
	record = open_in_full("Complaint", name, "write")
	take_words_out_of_logs()
	care.write(record, only(answers, care.FIELDS))


@frappe.whitelist(methods=["GET", "POST"])
def survivor_help(area: str = "") -> dict:
	"""Return {help}: where survivors find help in an area, for who takes a report."""
	frappe.has_permission("CFM Area", "select", throw=True)
	return {"help": care.help_in(area)}


def _may_be_survivor(complaint) -> bool:
	return bool(
		complaint.category
		and frappe.get_cached_value("CFM Category", complaint.category, "asks_aid_worker_question")
	)
