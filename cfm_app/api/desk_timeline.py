"""The timeline of a record as its form shows it."""

import frappe
from frappe.utils import get_fullname

from cfm_app.api.desk_titles import title
from cfm_app.confidentiality import vault
from cfm_app.handling import message_marks, timeline

STEPS_WITH_WORDS = {
	"note",
	"interview",
	"evidence",
	"question to person",
	"message from person",
	"answer attempt",
	"answer delivered",
	"level changed",
	"appealed",
	"reopened",
	"rated",
	"follow up",
}


def timeline_of(doc) -> list[dict]:
	"""Return the steps of a record with the words of those that hold any, and names for codes."""
	steps = timeline.of(doc)
	for step in steps:
		step.by_name = get_fullname(step.by) if step.by else ""
		step.detail = _detail(step)
		if step.kind in STEPS_WITH_WORDS:
			# the complaint was opened and logged as a whole above
			step.note = vault.read_for_system("CFM Step", step.name).get("note", "")
	return steps


def _detail(step) -> str:
	if step.kind == "assigned" and step.detail:
		return get_fullname(step.detail)
	if step.kind in ("received", "answer attempt", "answer delivered") and frappe.db.exists(
		"CFM Channel", step.detail
	):
		return title("CFM Channel", step.detail)
	if step.kind in (message_marks.SENT, message_marks.NOT_SENT, "answer attempt") and step.detail:
		return message_marks.in_words(step.detail)
	return step.detail or ""
