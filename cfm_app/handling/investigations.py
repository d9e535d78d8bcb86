"""Opens investigations of complaints, moves them along and keeps their file apart from the complaint."""

import json

import frappe
from frappe import _
from frappe.utils import get_fullname, now_datetime

from cfm_app.confidentiality import record_access, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.viewers import people_with_duty, staff_of, viewer
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, timeline
from cfm_app.handling.words import clean_all
from cfm_app.rules import investigation as rules
from cfm_app.rules.access import FULL, INVESTIGATION_DUTIES, duties_on
from cfm_app.workflows import moves, states

TYPE = "CFM Investigation"
OPENING_DUTIES = {"Handle", "Sensitive", "Supervise"}
STAGE = "investigation stage"
ENTRIES = ("interview", "evidence", "note")


def may_open(complaint) -> bool:
	"""Tell whether the user who asks may have this complaint investigated: who works on it, or supervises."""
	duties = duties_on(facts_of(complaint.access_key), viewer())
	return bool(duties & OPENING_DUTIES) and not running(complaint.name)


def running(complaint: str) -> str | None:
	"""Return the investigation of a complaint that has not ended, None when there is none."""
	filters = {"complaint": complaint, "state": ["not in", rules.ENDED]}
	found = frappe.get_all(
		TYPE, filters, pluck="name", limit=1
	)  # reason: that it goes on may be known, not more
	return found[0] if found else None


def running_among(complaints: list[str]) -> set[str]:
	"""Return those of these complaints whose investigation has not ended."""
	filters = {"complaint": ["in", complaints], "state": ["not in", rules.ENDED]}
	return set(frappe.get_all(TYPE, filters, pluck="complaint"))  # reason: nothing is erased meanwhile


def possible_team(complaint) -> list[str]:
	"""Return the users who may investigate this complaint: nobody it is about, of her line, or of its project."""
	users = {row.user for row in people_with_duty(INVESTIGATION_DUTIES)}
	return sorted(user for user in users if not _unfit(complaint, user))


def open_one(complaint, team: list[str], words: dict[str, str]):
	"""Open the investigation of a complaint for this team and return it. Whoever opens it need not be in the team.

	`words`: {allegation, terms_of_reference}. The complaint waits meanwhile. Raises AccessRefused, GuardRefused.
	"""
	frappe.db.get_value("Complaint", complaint.name, "name", for_update=True)
	if running(complaint.name):
		frappe.throw(_("This complaint is already under investigation."), GuardRefused)
	if not may_open(complaint):
		frappe.throw(_("You may not have this complaint investigated."), AccessRefused)
	_check_team(complaint, team)
	if not words.get("allegation"):
		frappe.throw(_("Write down what is to be investigated."), GuardRefused)
	doc = frappe.new_doc(TYPE, complaint=complaint.name)
	doc.update({**clean_all(words), "team": json.dumps(sorted(set(team)))})
	doc.insert(
		ignore_permissions=True
	)  # reason: whoever opens it hands it to the team and sees no more of it
	alerts.tell(team, doc, "investigate")
	timeline.write(complaint, "investigation opened")
	_let_wait(complaint)
	return doc


def change_team(doc, team: list[str]) -> None:
	"""Name other people for an investigation. Who is no longer named loses sight at once. Raises GuardRefused."""
	_must_go_on(doc)
	_check_team(doc.get_complaint(), team)
	before = set(team_of(doc))
	vault.change(doc, {"team": json.dumps(sorted(set(team)))})
	timeline.write(doc, "party added", detail="team")
	doc.give_key(team)
	record_access.write_key(doc)
	alerts.tell(set(team) - before, doc, "investigate")


def team_of(doc) -> list[str]:
	"""Return the users named for an investigation, for who may read it."""
	return json.loads(vault.read(doc).get("team") or "[]")


def write_part(doc, part: str, text: str) -> None:
	"""Write a part of the file; what stood there before is kept as a version."""
	_must_go_on(doc)
	if part not in doc.SEALED or part == "team":
		frappe.throw(_("This part cannot be written here."), GuardRefused)
	if part == "conclusion" and text not in rules.CONCLUSIONS:
		frappe.throw(_("Choose one of the conclusions."), GuardRefused)
	vault.change(doc, clean_all({part: text}) or {part: ""})
	timeline.write(doc, "correction", detail=part)


def add_entry(doc, kind: str, text: str) -> None:
	"""Add an interview, a piece of evidence or a note to the file. Entries are only ever added."""
	_must_go_on(doc)
	words = clean_all({"text": text})
	if kind not in ENTRIES or not words:
		frappe.throw(_("Write something first."), GuardRefused)
	timeline.write(doc, kind, words["text"])


def move(doc, wanted: str) -> None:
	"""Bring an investigation into its next state. Raises GuardRefused with what has to be written first."""
	if wanted not in rules.next_states(doc.state):
		frappe.throw(_("The investigation cannot go there from here."), GuardRefused)
	written = [part for part, text in vault.read(doc).items() if text]
	missing = [_(doc.meta.get_label(part)) for part in rules.missing_for(wanted, written)]
	if missing:
		frappe.throw(
			_("Before this, write: {0}").format(", ".join(missing)), GuardRefused, title=_("Not yet")
		)
	before, doc.state = doc.state, wanted
	doc.ended_on = now_datetime() if wanted in rules.ENDED else None
	doc.flags.takes_a_step = True
	doc.save()
	timeline.write(doc, "state changed", from_state=before, to_state=wanted)
	if doc.ended_on:
		_tell_that_it_ended(doc.get_complaint())


def _let_wait(complaint) -> None:
	"""Let the complaint wait, as far as the user may move it; its clock pauses."""
	before = complaint.waiting_reason
	complaint.db_set("waiting_reason", STAGE)
	if moves.follow(complaint.name, "Triage", "Start work", "Wait") != states.WAITING:
		complaint.db_set("waiting_reason", before)


def _tell_that_it_ended(complaint) -> None:
	timeline.write(complaint, "investigation ended")
	alerts.tell([complaint.handler], complaint, "investigated")


def _check_team(complaint, team: list[str]) -> None:
	if not team:
		frappe.throw(_("Name at least one person who investigates."), GuardRefused)
	for user in team:
		code = _unfit(complaint, user)
		if code:
			frappe.throw(_sentence(code).format(get_fullname(user)), GuardRefused)


def _unfit(complaint, user: str) -> str | None:
	facts = facts_of(complaint.access_key)
	return rules.unfit_because(facts, viewer(user), user in staff_of(complaint.project))


def _sentence(code: str) -> str:
	return {
		"about_her": _("{0} may not investigate this."),
		"no_duty": _("{0} has no duty to investigate at this level and place. Ask your administrator."),
		"own_project": _("{0} works for the project that this is about."),
	}[code]


def _must_go_on(doc) -> None:
	if record_depth(doc) < FULL:
		frappe.throw(_("You may not write in this record."), AccessRefused)
	if doc.state in rules.ENDED:
		frappe.throw(_("This investigation has ended."), GuardRefused)
