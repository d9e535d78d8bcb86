"""A small service directory for the demo organisation, gaps, and referrals in several states. Nothing leaves it."""

import json

import frappe
from frappe.utils import add_days, getdate

from cfm_app.api import desk_referrals
from cfm_app.directory import bulletins, gaps, suggestions, verification
from cfm_app.handling import referrals
from cfm_app.setup.demo_reference import DEMO

FOCAL, OUTREACH = (f"{name}@demo.cfm-app.invalid" for name in ("focal.point", "outreach"))
PROVIDER, SERVICE = "Service Provider", verification.SERVICE
CLINIC = "Clinic of the Two Rivers (demo)"


def load() -> None:
	"""Create what is missing of the directory; gaps and referrals once."""
	demo = json.loads((DEMO / "services.json").read_text(encoding="utf-8"))
	before = frappe.session.user
	try:
		_name_focal_points(demo["focal_points"])
		for provider in demo["providers"]:
			_create_provider(provider)
		_act_as(OUTREACH)
		for service in demo["services"]:
			_create_service(service)
		if not frappe.db.count(gaps.GAP):
			_count_gaps(demo["gaps"])
		if not frappe.db.count(suggestions.SUGGESTION):
			_propose(demo["proposed"])
		if not frappe.db.exists(bulletins.BULLETIN, {"kind": "notice"}):
			_publish(demo["bulletins"])
		if not frappe.db.count(referrals.REFERRAL):
			_refer(demo["referrals"])
	finally:
		frappe.set_user(before)  # reason: the demo users did the work, the caller goes on as before


def _create_provider(provider: dict) -> None:
	if frappe.db.exists(PROVIDER, {"title": provider["title"]}):
		return
	of = provider.pop("agreement_of", None)
	agreement = frappe.db.get_value("CFM Sharing Agreement", {"organisation": of}) if of else None
	frappe.get_doc({"doctype": PROVIDER, **provider, "agreement": agreement}).insert()


def _create_service(service: dict) -> None:
	if frappe.db.exists(SERVICE, {"title": service["title"]}):
		return
	days, ends_in = service.pop("verified_days_ago"), service.pop("ends_in_days", None)
	if ends_in:
		service["ends_on"] = add_days(getdate(), ends_in)
	provider = frappe.db.get_value(PROVIDER, {"title": service["provider"]})
	made = frappe.get_doc(
		{"doctype": SERVICE, **service, "provider": provider, "owner_user": OUTREACH}
	).insert()
	verification.verify(made, "by phone", OUTREACH)
	made.verified_on = add_days(getdate(), -days)
	verification.set_standing(made)
	made.db_set({field: made.get(field) for field in ("verified_on", "due_on", "freshness")})


def _name_focal_points(named: list[dict]) -> None:
	for each in named:
		sector = frappe.get_doc("CFM Sector", each["sector"])
		if not any(row.user == each["user"] for row in sector.focal_points):
			sector.append("focal_points", {"user": each["user"], "area": each.get("area")})
			sector.save()


def _propose(proposed: list[dict]) -> None:
	for each in proposed:
		_act_as(each["by"])
		service = frappe.get_doc(SERVICE, {"title": each["service"]})
		site = next((row.name for row in service.sites if row.title == each.get("site")), "")
		suggestions.propose(service, each["field"], each["value"], site)
	_act_as(OUTREACH)


def _publish(published: list[dict]) -> None:
	for bulletin in published:
		frappe.get_doc({"doctype": bulletins.BULLETIN, **bulletin}).insert()


def _count_gaps(counted: list[dict]) -> None:
	for gap in counted:
		for _need in range(gap["number"]):
			gaps.log(gap["service_type"], gap["area"])


def _refer(planned: list[dict]) -> None:
	"""Refer the woman who has agreed that the clinic helps her; the clinic answers the first."""
	agreement = frappe.db.get_value("CFM Sharing Agreement", {"organisation": CLINIC})
	complaint = frappe.db.get_value("CFM Disclosure", {"agreement": agreement}, "complaint")
	for each in planned if complaint else ():
		_act_as(FOCAL)
		service = frappe.db.get_value(SERVICE, {"title": each["service"]})
		facts = {"service": service, "priority": each["priority"]}
		name = desk_referrals.start(complaint, facts, {"service_requested": each["requested"]})["name"]
		for action in each["steps"]:
			_move(name, action)


def _move(name: str, action: str) -> None:
	answers = referrals.receiver(CLINIC) if action != "Send" else referrals.sender()
	referrals.move(frappe.get_doc(referrals.REFERRAL, name), action, answers)


def _act_as(user: str) -> None:
	frappe.set_user(user)  # reason: demo work is done by the demo users, with their rights
