"""Referland, for a served site: Olga takes calls there and refers, Lina is our own lawyer, Legal Help a partner with a link.

Everything is committed, and stands once however often it is asked for.
"""

from contextlib import contextmanager
from types import SimpleNamespace

import frappe
from frappe.utils import add_days, today

from cfm_app.api import desk, desk_referrals, desk_sharing
from cfm_app.testing.directory import make_provider, make_service
from cfm_app.testing.factories import make_area, make_grant, make_user

AREA, EMPTY_AREA = "REFERLAND", "NOWHERELAND"
WORDS = "Her papers burned in the zebra street."
WISHED = "An identity card for Laleh."
NAME, PHONE = "Amina Rahimi", "+93701234567"
FACTS = {
	"feedback_type": "REQUEST",
	"category": "INFO.DOCUMENTS",
	"area": AREA,
	"sex": "FEMALE",
	"age_band": "18-59",
}
ALLOWED = {
	"purpose": "share for referral",
	"given": "yes",
	"how": "spoken",
	"may_minimum": 1,
	"may_identity": 1,
}
SHARED = {"level_to": 4, "shares_minimum": 1, "shares_identity": 1, "is_active": 1}


def settled() -> SimpleNamespace:
	"""Return {operator, lawyer, department, second, partner}: two users, two services of ours, one of the partner."""
	for area in (AREA, EMPTY_AREA):
		make_area(area)
	operator, lawyer = make_user("Olga Refers", "Operator"), make_user("Lina Refers", "Responder")
	for area in (AREA, EMPTY_AREA):
		if not frappe.db.exists("CFM Focal Point", {"user": operator, "area": area}):
			make_grant(operator, "Intake", area=area)
	ours = make_provider("Lawyers of Referland", kind="own organisation", department_user=lawyer)
	partner = make_provider("Legal Help of Referland", agreement=_agreement())
	found = SimpleNamespace(
		operator=operator,
		lawyer=lawyer,
		department=_service(ours, "Papers in Referland"),
		second=_service(ours, "Second desk in Referland"),
		partner=_service(partner, "Papers by a partner"),
	)
	frappe.db.commit()  # reason: the served site is another process
	return found


def caller(people, area: str = AREA) -> str:
	"""Return the complaint of a woman on the line who allows that others are asked."""
	person = {"role": "complainant", "identity": {"name": NAME, "phone": PHONE}}
	with acting(people.operator):
		contact = {"channel": "HOTLINE", "area": area, "language": "en"}
		item = {"facts": {**FACTS, "area": area}, "words": {}}
		name = desk.quick_intake(contact, WORDS, [item], [person])["complaints"][0]["name"]
		desk_sharing.record_consent(name, ALLOWED)
	return name


def sent(people, service: str, **facts) -> str:
	"""Return a referral of a new caller that has been sent to this service."""
	complaint = caller(people)
	with acting(people.operator):
		wanted = {"service": service, "priority": "URGENT", **facts}
		name = desk_referrals.start(complaint, wanted, {"service_requested": WISHED})["name"]
		desk_referrals.act(name, "Send")
	return name


def address_of(people, referral: str) -> str:
	"""Return the path of a new one-time address of a referral."""
	with acting(people.operator):
		made = desk_referrals.make_link(referral)["address"]
	return "/referral/" + made.rpartition("/")[2]


def standing(referral: str, *fields):
	"""Return what the served site has written: the state of a referral, or these fields of it."""
	frappe.db.rollback()
	return frappe.db.get_value("Referral", referral, fields or "workflow_state")


def steps(referral: str) -> list[str]:
	"""Return what the log of a referral holds, the oldest first."""
	frappe.db.rollback()
	return frappe.get_all(
		"CFM Referral Step", {"referral": referral}, pluck="action", order_by="at, creation"
	)


@contextmanager
def acting(user: str):
	"""Act as this user and let the served site see what was done."""
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")
	frappe.db.commit()  # reason: the served site is another process


def _service(provider, title: str) -> str:
	known = frappe.db.get_value("CFM Service", {"provider": provider.name, "title": title})
	site = {"title": "Desk", "area": AREA}
	return known or make_service(provider=provider.name, title=title, sites=[site]).name


def _agreement() -> str:
	agreement = {"doctype": "CFM Sharing Agreement", "organisation": "Legal Help of Referland", **SHARED}
	known = frappe.db.get_value("CFM Sharing Agreement", {"organisation": agreement["organisation"]})
	days = {"valid_from": add_days(today(), -30), "valid_to": add_days(today(), 300)}
	return known or frappe.get_doc({"title": "Referrals", **agreement, **days}).insert().name
