"""What the probes of referrals and of the directory try to get at: a referral, and a house that must not be found."""

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import referrals
from cfm_app.self_check.ground import LEARNED

REFERRAL, STEP = referrals.REFERRAL, referrals.STEP
PLACE = (35.512345, 36.254321)


def accepted_referral(ground):
	"""Return a referral of the ground's complaint that a department of ours has accepted; its receiver is the reader.

	The secrets are where a real one has them: her words sealed, a need of access open, the note of a step sealed, the
	department by its name.
	"""
	referral = _as(ground.reader, lambda: _draft(ground))
	taken = {"workflow_state": referrals.referral_states.ACCEPTED, "sent_on": now_datetime()}
	frappe.db.set_value(REFERRAL, referral.name, {**taken, "sent_by": ground.reader})
	return frappe.get_doc(REFERRAL, referral.name)


def noted_step(ground, referral) -> str:
	"""Return a step of this referral with a secret in its note."""
	_as(
		ground.reader,
		lambda: referrals.remember(referral, referrals.sender(), "Message", f"Ask {ground.answer}"),
	)
	return frappe.db.get_value(STEP, {"referral": referral.name, "action": "Message"})


def house(ground, is_hidden: bool):
	"""Return a public service in a house whose street and phone are written down, also where they should not be."""
	service = _service(ground, "own organisation")
	frappe.db.set_value("Service Provider", service.provider, "is_public", 1)
	leads_there = {
		"address": f"{ground.words} street",
		"phone": ground.number,
		"title": f"House {ground.person}",
		"latitude": PLACE[0],
		"longitude": PLACE[1],
	}
	frappe.db.set_value(
		"CFM Service Site", service.sites[0].name, {**leads_there, "is_hidden": int(is_hidden)}
	)
	frappe.clear_document_cache(service.doctype, service.name)
	return frappe.get_doc(service.doctype, service.name)


def told(answer: str, *names: str) -> str:
	"""Return the answer, and that the attacker learned something when one of these names stands in it."""
	return f"{answer}\n{LEARNED}" if any(name in answer for name in names) else answer


def _draft(ground):
	service = _as("Administrator", lambda: _service(ground, "own organisation"))
	facts = {"service": service.name, "priority": "URGENT"}
	draft = referrals.start(ground.complaint, facts, {"background": f"Her papers: {ground.words}"})
	frappe.db.set_value(REFERRAL, draft.name, "access_needs", f"ramp {ground.note}")
	return draft


def _service(ground, kind: str):
	provider = frappe.get_doc(
		doctype="Service Provider",
		title=f"Desk {ground.bytes_word}",
		kind=kind,
		department_user=ground.reader,
	).insert()
	open_types = {"is_active": 1, "is_hidden_place": 0}
	kinds = frappe.get_all("CFM Service Type", open_types, pluck="name", order_by="sort, name", limit=1)
	place = frappe.get_all("CFM Area", pluck="name", order_by="path", limit=1)
	service = frappe.get_doc(
		doctype="CFM Service", title="Trial", provider=provider.name, service_type=kinds[0]
	)
	service.update(
		{"owner_user": ground.reader, "is_public": 1, "sites": [{"title": "House", "area": place[0]}]}
	)
	service.insert()
	today = now_datetime().date()
	frappe.db.set_value("CFM Service", service.name, {"verified_on": today, "freshness": "verified"})
	return service.reload()


def _as(user: str, act):
	before = frappe.session.user
	frappe.set_user(user)  # reason: the people of the trial act in turn
	try:
		return act()
	finally:
		frappe.set_user(before)  # reason: as above
