"""Fills a site for trying out: places, projects, users of every role, routing, ready answers. Never for real work.

Run it twice and nothing doubles; what is there stays.
"""

import json
from pathlib import Path

import frappe
from frappe.utils import add_days, today
from frappe.utils.password import update_password

DEMO = Path(__file__).parent / "demo"
ORGANISATION = "Hands Across (demonstration)"


def create(password: str) -> list[dict]:
	"""Create what is missing of the demo organisation; return the users as {"email", "role"}, all with this password."""
	_set_organisation()
	for area in _rows("areas"):
		_create("CFM Area", {"code": area["code"]}, area)
	for project in _rows("projects"):
		_create("CFM Project", {"code": project["code"]}, {**project, **_running_project()})
	users = _rows("users")
	for user in users:
		_create_user(user, password)
	for user in users:
		_create_grants(user)
	_create_work_data()
	return [{"email": user["email"], "role": user["role"]} for user in users]


def _create_work_data() -> None:
	for rule in _rows("routing_rules"):
		values = {**rule, "escalate_to": _address("coordinator")}
		_create("CFM Routing Rule", {"title": rule["title"]}, values)
	for entry in _rows("faq"):
		values = {**entry, "review_by": add_days(today(), 90), "responsible": _address("outreach")}
		_create("CFM FAQ", {"code": entry["code"]}, values)
	for channel in _rows("channel_availability"):
		place = {"area": channel["area"], "channel": channel["channel"]}
		values = {"offered_from": add_days(today(), -180), "checked_on": add_days(today(), -20)}
		_create("CFM Channel Availability", place, {**channel, **values})
	for training in _rows("trainings"):
		_create("CFM Training", {"title": training["title"]}, _held(training))
	_create("CFM Research Study", {"researcher": _address("researcher")}, _study())
	for agreement in _rows("sharing_agreements"):
		in_force = {"valid_from": add_days(today(), -200), "valid_to": add_days(today(), 400)}
		same = {"organisation": agreement["organisation"], "title": agreement["title"]}
		_create("CFM Sharing Agreement", same, {**agreement, **in_force})


def _set_organisation() -> None:
	settings = frappe.get_doc("CFM Settings")
	if settings.organisation_name:
		return
	settings.organisation_name = ORGANISATION
	settings.default_area = settings.default_area or "ALL"
	settings.save()


def _create_user(user: dict, password: str) -> None:
	if frappe.db.exists("User", user["email"]):
		return
	document = frappe.new_doc("User")
	document.update({field: user[field] for field in ("email", "first_name", "last_name")})
	document.extend("roles", [{"role": role} for role in (user["role"], *user.get("more_roles", ()))])
	document.cfm_line_manager = user.get("line_manager")
	document.send_welcome_email = 0
	document.flags.no_welcome_mail = True
	document.insert()
	update_password(user["email"], password)


def _create_grants(user: dict) -> None:
	for grant in user["grants"]:
		named = {"user": user["email"], "duty": grant["duty"]}
		_create("CFM Focal Point", named, {**named, **grant})


def _create(doctype: str, same: dict, values: dict) -> None:
	if not frappe.db.exists(doctype, same):
		frappe.get_doc({"doctype": doctype, **values}).insert()


def _running_project() -> dict:
	return {
		"status": "Active",
		"starts_on": add_days(today(), -200),
		"ends_on": add_days(today(), 400),
		"last_verified_on": add_days(today(), -10),
	}


def _study() -> dict:
	return {
		"title": "What people ask about cash",
		"researcher": _address("researcher"),
		"purpose": "How long people wait for an answer about cash, and where.",
		"starts_on": today(),
		"ends_on": add_days(today(), 180),
		"received_from": add_days(today(), -180),
		"received_until": today(),
		"area_depth": 2,
		"with_texts": 1,
	}


def _held(training: dict) -> dict:
	held_on = add_days(today(), -training["days_ago"])
	return {**training, "held_on": held_on, "facilitator": _address("outreach")}


def _address(name: str) -> str:
	return f"{name}@demo.cfm-app.invalid"


def _rows(name: str) -> list[dict]:
	return json.loads((DEMO / f"{name}.json").read_text(encoding="utf-8"))
