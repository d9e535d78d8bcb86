"""What a receiver sees of a referral: the least before it has accepted, the person after that, and never the file."""

import frappe
from frappe import _

from cfm_app.confidentiality import access_log, persons, vault
from cfm_app.handling import care, referral_gate, referral_identity, wishes
from cfm_app.rules import access_needs, referral_states
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.referral_states import ACCEPTED, RECEIVED, SCHEDULED, UNREACHABLE

KNOWS_THE_PERSON = (ACCEPTED, SCHEDULED, RECEIVED, UNREACHABLE)
WORDS = ("service_requested", "background", "services_received")


def for_receiver(referral, least_alone: bool = False) -> dict:
	"""Return the sheet: {reference, state, priority, due_on, scheduled_on, delivered_on, need, area, language, sex, age_band, access_needs,
	safe_contact, words, person, about}.

	`least_alone`: for an address that more people may read, also after acceptance. `person` ({name, phone, alias}) and
	`words` only after acceptance; opening them is logged once a request. `about`: what handling/referral_identity.py
	holds, while consent and agreement still cover it.
	"""
	complaint = referral.record()
	sheet = {
		"reference": referral.name,
		"state": referral.workflow_state,
		"priority": referral.priority,
		"due_on": referral.due_on,
		"scheduled_on": referral.scheduled_on,
		"delivered_on": referral.delivered_on,
		"need": title_of("CFM Service Type", referral.service_type),
		"area": title_of("CFM Area", referral.area),
		"language": title_of("Language", referral.language, "language_name"),
		"sex": _(complaint.sex or ""),
		"age_band": _(complaint.age_band or ""),
		"access_needs": access_needs_of(referral),
		"safe_contact": safe_contact(complaint),
		"words": {},
		"person": {},
		"about": {},
	}
	if least_alone or not knows_the_person(referral):
		return sheet
	return {**sheet, **_after_acceptance(referral, complaint)}


def access_needs_of(referral) -> str:
	"""Return what the person needs to get there and be understood, in the reader's words."""
	words = {
		"ramp": _("a ramp, no steps"),
		"sign language": _("sign language"),
		"interpreter": _("an interpreter"),
		"transport": _("transport"),
		"companion": _("somebody who comes along"),
		"home visit": _("a visit at home"),
		"large print": _("large print"),
	}
	return ", ".join(words[code] for code in access_needs.codes_of(referral.access_needs))


def knows_the_person(referral) -> bool:
	"""Tell whether the receiver has accepted and still works on it."""
	return referral.workflow_state in KNOWS_THE_PERSON


def actions(referral) -> list[str]:
	"""Return what the receiver may do now."""
	moves = referral_states.moves_from(referral.workflow_state, referral_states.RECEIVER)
	return [move.action for move in moves]


def _after_acceptance(referral, complaint) -> dict:
	known = persons.contact_of(complaint)
	shown = {key: known[key] for key in ("name", "alias", "phone") if known.get(key)}
	if (known.get("wishes") or {}).get("safe_to_call") is False:
		shown.pop("phone", None)
	opened = vault.read_for_system(referral.doctype, referral.name)
	words = {field: opened.get(field) or "" for field in WORDS}
	if _shares_narrative(referral, complaint):
		words["narrative"] = vault.read_for_system(complaint.doctype, complaint.name).get("narrative") or ""
	about = referral_identity.of(referral) if referral_gate.still_holds(referral) else {}
	access_log.view_once(referral)
	return {"person": shown, "words": words, "about": referral_identity.in_words(about)}


def _shares_narrative(referral, complaint) -> bool:
	"""Outside, the agreement says up to which level words go. Inside, those of levels 5-6 stay with who is named."""
	return bool(referral.shares_words) and (referral.kind == "external" or complaint.level < SENSITIVE_FROM)


def safe_contact(complaint) -> str:
	"""Return how the person may be reached, in the words of her wishes."""
	if care.is_about_child(complaint):
		return _("A child: contact only as agreed with the sender.")
	return wishes.in_words(persons.wishes_of(complaint)) or _(
		"Ask the sender how the person can be reached safely."
	)


def title_of(doctype: str, name: str | None, field: str = "title") -> str:
	"""Return what a code is called, in the language of who reads."""
	return _(frappe.db.get_value(doctype, name, field, cache=True) or "") if name else ""
