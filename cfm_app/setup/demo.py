"""Fills a site with a demo organisation and the complaints of two months, taken and worked on by its demo users."""

import json
import secrets
from pathlib import Path

import frappe
from frappe.installer import update_site_config
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, add_to_date, get_datetime, now_datetime

from cfm_app.api import desk_sharing
from cfm_app.handling import intake, timeline
from cfm_app.setup import demo_messages, demo_reference, demo_services
from cfm_app.setup.wizard import skip_setup_wizard

STORIES = Path(__file__).parent / "demo" / "stories.json"
OPERATOR, FOCAL, RESPONDER = (
	f"{name}@demo.cfm-app.invalid" for name in ("operator", "focal.point", "responder")
)
STAGES = (
	"inbox",
	"received",
	"triaged",
	"in_progress",
	"waiting",
	"drafted",
	"approved",
	"answered",
	"closed",
)


def load() -> None:
	"""Create what is missing of the demo organisation, and its complaints once. Never for real work."""
	skip_setup_wizard()
	is_told = frappe.db.exists("CFM Interaction", {"owner": OPERATOR})
	if not is_told:
		_keep_time_in_utc()
	demo_reference.create(_password())
	if not is_told:
		_load_stories()
	demo_messages.load()
	demo_services.load()
	frappe.db.commit()  # reason: called from the command line, which does not commit


def logins() -> list[dict]:
	"""Return the log-ins of the demo organisation, at least one per role: [{role, user, password}]."""
	users = json.loads((STORIES.parent / "users.json").read_text(encoding="utf-8"))
	return [{"role": user["role"], "user": user["email"], "password": _password()} for user in users]


def _keep_time_in_utc() -> None:
	"""Before the people of the demo come: Frappe copies its own zone, that of India, into every new user."""
	frappe.db.set_single_value("System Settings", "time_zone", "UTC")
	frappe.db.set_default("time_zone", "UTC")
	frappe.clear_cache()


def _load_stories() -> None:
	before = frappe.session.user
	stories = json.loads(STORIES.read_text(encoding="utf-8"))
	try:
		for number, story in enumerate(stories, 1):
			frappe.utils.update_progress_bar("Demo complaints", number - 1, len(stories))
			_tell(story)
	finally:
		frappe.set_user(before)  # reason: the demo users did the work, the caller goes on as before


def _tell(story: dict) -> None:
	_act_as(OPERATOR)
	received = _moment(story["days_ago"])
	facts = {key: story.get(key) for key in ("channel", "area", "project", "language")}
	people = [{"role": "complainant", "identity": story["person"]}] if story.get("person") else []
	contact = intake.take_contact(
		{**facts, "received_on": received, **_told()}, {"message": story["message"]}, people
	)
	if story["stage"] == "inbox":
		return
	complaint = intake.classify(
		contact, [{"facts": _item(story), "words": {"summary": story["message"][:80]}}]
	)[0]
	for step in (_triage, _start, _wait, _answer, _approve, _reach, _close):
		if STAGES.index(story["stage"]) >= STAGES.index(step.stage):
			complaint = step(complaint.name, story) or complaint


def _stage(name: str):
	def mark(step):
		step.stage = name
		return step

	return mark


@_stage("triaged")
def _triage(name: str, _story: dict):
	return _move(FOCAL, name, "Triage")


@_stage("in_progress")
def _start(name: str, story: dict):
	if story.get("shared"):
		_act_as(FOCAL)
		_share(name, story["shared"])
	return _move(FOCAL, name, "Start work", next_action_on=add_days(now_datetime(), 2))


@_stage("waiting")
def _wait(name: str, story: dict):
	if story["stage"] == "waiting":
		return _move(FOCAL, name, "Wait", waiting_reason="waiting for other agency")


@_stage("drafted")
def _answer(name: str, story: dict):
	_act_as(RESPONDER)
	frappe.new_doc(
		"CFM Response", complaint=name, talking_points=story["answer"], answer=story["answer"]
	).insert()
	return _move(FOCAL, name, "Draft answer")


@_stage("approved")
def _approve(name: str, _story: dict):
	_act_as(FOCAL)
	_response(name).approve()
	return _move(FOCAL, name, "Approve answer")


@_stage("answered")
def _reach(name: str, _story: dict):
	_act_as(RESPONDER)
	_response(name).attempt(reached=True, understood="yes")
	return _move(FOCAL, name, "Mark answered")


@_stage("closed")
def _close(name: str, story: dict):
	complaint = _move(FOCAL, name, "Close", outcome=story["outcome"])
	closed = add_to_date(complaint.received_on, days=story["days_to_close"])
	moments = {"acknowledged_on": add_to_date(complaint.received_on, days=1), "first_answered_on": closed}
	complaint.db_set({**moments, "closed_on": closed, "satisfaction_rating": story.get("rating")})
	timeline.write(complaint, "rated", detail=str(story.get("rating") or ""))
	return complaint


def _move(user: str, name: str, action: str, **values):
	_act_as(user)
	complaint = frappe.get_doc("Complaint", name)
	if values:
		complaint.update(values).save()
	apply_workflow(complaint.as_json(), action)
	return frappe.get_doc("Complaint", name)


def _share(name: str, shared: dict) -> None:
	allowed = {"purpose": "share for referral", "may_minimum": 1, "may_identity": 1}
	desk_sharing.record_consent(name, allowed, shared["limits"])
	agreement = frappe.db.get_value("CFM Sharing Agreement", {"organisation": shared["organisation"]})
	given = {"agreement": agreement, "shares_minimum": 1, "how": "by phone"}
	desk_sharing.share(name, given, {"what": shared["what"]})


def _response(complaint: str):
	return frappe.get_last_doc("CFM Response", {"complaint": complaint})


def _act_as(user: str) -> None:
	frappe.set_user(user)  # reason: demo work is done by the demo users, with their rights


def _item(story: dict) -> dict:
	coded = {key: story.get(key) for key in ("category", "urgency", "sex", "age_band")}
	return {"feedback_type": story["type"], **coded}


def _told() -> dict:
	explained = ("explained_process", "explained_deadline", "explained_confidentiality", "explained_channels")
	return {field: 1 for field in explained}


def _moment(days_ago: int):
	return min(add_to_date(now_datetime(), days=-days_ago, minutes=-20), get_datetime())


def _password() -> str:
	if not frappe.conf.get("cfm_demo_password"):
		frappe.conf.cfm_demo_password = f"demo-{secrets.token_hex(4)}-Try"
		update_site_config("cfm_demo_password", frappe.conf.cfm_demo_password)
	return frappe.conf.cfm_demo_password
