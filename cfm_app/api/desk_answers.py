"""Endpoints for staff: the answer to the person, and what was planned for after it."""

import frappe
from frappe import _

from cfm_app.api.desk_request import only, open_in_full, take_words_out_of_logs
from cfm_app.exceptions import GuardRefused
from cfm_app.handling.words import clean
from cfm_app.workflows import moves

RATINGS = ("effect", "reception_rating", "handling_rating")


@frappe.whitelist(methods=["POST"])
def prepare_answer(
	name: str, answer: str, talking_points: str = "", channel: str | None = None, language: str | None = None
) -> dict:
	"""Write the answer to a complaint and its talking points. Returns {response, complaint_state}."""
	complaint = open_in_full("Complaint", name)
	frappe.has_permission("CFM Response", "create", throw=True)
	take_words_out_of_logs()
	words = _words(answer, talking_points)
	response = frappe.new_doc("CFM Response", complaint=complaint.name, channel=channel, language=language)
	response.update(words)
	response.insert()
	return {"response": response.name, "complaint_state": moves.follow(complaint.name, "Draft answer")}


@frappe.whitelist(methods=["POST"])
def rewrite(response: str, answer: str, talking_points: str = "") -> None:
	"""Change the words of an answer that is not out yet; an approval is void then."""
	record = open_in_full("CFM Response", response, "write")
	take_words_out_of_logs()
	record.rewrite(**_words(answer, talking_points))


@frappe.whitelist(methods=["POST"])
def approve(response: str, seen: str) -> dict:
	"""Approve the words of somebody else; `seen`: `modified` of what was read. Returns {state, complaint_state}."""
	record = open_in_full("CFM Response", response, "write")
	if str(record.modified) != seen:
		frappe.throw(_("This answer was changed meanwhile. Please read it again."), GuardRefused)
	record.approve()
	return {"state": record.state, "complaint_state": moves.follow(record.complaint, "Approve answer")}


@frappe.whitelist(methods=["POST"])
def attempt(response: str, reached: bool, understood: str = "not asked", note: str = "") -> dict:
	"""Record an attempt to give the answer. Returns {state, attempts}."""
	record = open_in_full("CFM Response", response, "write")
	take_words_out_of_logs()
	record.attempt(reached, understood, clean(note, _("Note")))
	if reached:
		moves.follow(record.complaint, "Draft answer", "Mark answered")
	return {"state": record.state, "attempts": record.attempts}


@frappe.whitelist(methods=["POST"])
def give_up(response: str, reason: str) -> dict:
	"""Say why the answer could not be given. Returns {state}."""
	record = open_in_full("CFM Response", response, "write")
	record.give_up(reason)
	return {"state": record.state}


@frappe.whitelist(methods=["POST"])
def record_follow_up(follow_up: str, result: str, ratings: dict | str = "{}") -> None:
	"""Record what came of a follow-up: its result and, when the person was reached, ratings from 1 to 5."""
	record = open_in_full("CFM Follow Up", follow_up, "write")
	record.update({"result": result, **only(ratings, RATINGS)})
	record.attempts = (record.attempts or 0) + 1
	record.save()


def _words(answer: str, talking_points: str) -> dict:
	words = {
		"talking_points": clean(talking_points, _("Talking points")),
		"answer": clean(answer, _("Answer")),
	}
	if not any(words.values()):
		frappe.throw(_("Write the answer or its talking points."))
	return words
