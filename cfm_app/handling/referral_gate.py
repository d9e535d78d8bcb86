"""What has to be there before a referral moves: consent, the least a receiver needs to know, an agreement, a reason."""

import frappe
from frappe import _
from frappe.utils import add_days, getdate, today

from cfm_app.confidentiality import access_log, sharing
from cfm_app.exceptions import GuardRefused, SharingRefused
from cfm_app.handling import self_referral
from cfm_app.rules import referral_facts
from cfm_app.rules import sharing as sharing_rules
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import Move

LEAST = ("priority", "service_type", "area", "language")
LEAST_OF_PERSON = ("sex", "age_band")


def check(referral, step: Move, facts: dict) -> None:
	"""Raise GuardRefused or SharingRefused when something this step needs is missing."""
	for need in step.needs:
		NEEDS[need](referral, facts)


def told(referral, step: Move, facts: dict) -> dict:
	"""Return those of the facts that this step asks for and that its fields can hold.

	Whatever else was sent along is dropped: these columns lie open, and whoever answers chooses what she sends.
	"""
	asked = {*step.needs, "reason"}
	read = {key: _read(referral.meta.get_field(key), facts[key]) for key in asked & facts.keys()}
	return {key: value for key, value in read.items() if value}


def kinds(referral) -> frozenset:
	"""Return what goes to the receiver by the time it has accepted, as kinds of rules/sharing.py."""
	return frozenset({"minimum", "identity"} | ({"words"} if referral.shares_words else set()))


def missing(referral) -> list[str]:
	"""Return the labels of what the receiver needs before it can answer and nobody has written down."""
	if referral.mode == SELF:
		return []
	complaint = referral.record()
	of_referral = [referral.meta.get_label(field) for field in LEAST if not referral.get(field)]
	of_person = [complaint.meta.get_label(field) for field in LEAST_OF_PERSON if not complaint.get(field)]
	return [_(label) for label in (*of_referral, *of_person)]


def stands_against(referral) -> dict:
	"""Return {words, final, may_override}: what consent and agreement say against sending this, for who asks."""
	if referral.mode == SELF:
		return {"words": self_referral.stands_against(referral), "final": True, "may_override": False}
	complaint = referral.record()
	codes = _against(referral, complaint)
	return {
		"words": sharing.in_words(codes),
		"final": sharing_rules.is_final(codes),
		"may_override": sharing.may_override(complaint),
	}


def person_says_no(referral) -> bool:
	"""Tell whether she has refused or taken back that this is shared. Nobody sets that aside, also when it was sent."""
	return sharing_rules.is_final(_against(referral, referral.record()))


def still_holds(referral) -> bool:
	"""Tell whether consent and agreement still cover that the receiver knows who the person is."""
	set_aside = [code for code in (referral.overridden or "").split(", ") if code]
	return sharing_rules.still_holds(_against(referral, referral.record()), set_aside)


def _against(referral, complaint) -> list[str]:
	if referral.mode == SELF:
		return []
	if referral.kind == "external":
		return sharing.refusals(complaint, referral.agreement, kinds(referral))
	if not referral.is_protection:
		return []
	against = sharing.refusals(complaint, None, kinds(referral))
	return [code for code in against if code != sharing_rules.NO_AGREEMENT]


def _consent(referral, facts: dict) -> None:
	"""Outside: consent and agreement. Inside: consent where it is about protection. A supervisor may set it aside, logged."""
	complaint, reason = referral.record(), (facts.get("reason") or "").strip()
	if referral.mode == SELF:
		return
	if referral.kind == "external":
		set_aside = sharing.check(complaint, referral.agreement, kinds(referral), reason)
	else:
		set_aside = _inside(referral, complaint, reason)
	if set_aside:
		referral.overridden = ", ".join(set_aside)
		access_log.write("share", complaint, f"{referral.name}: {referral.overridden}", reason)


def _inside(referral, complaint, reason: str) -> list[str]:
	against = _against(referral, complaint)
	may = not sharing_rules.is_final(against) and sharing.may_override(complaint)
	if against and not (may and len(reason) >= sharing.SHORTEST_REASON):
		access_log.refuse(complaint, "share: " + ",".join(against))
		frappe.throw(" ".join(sharing.in_words(against)), SharingRefused)
	return against


def _dataset(referral, _facts: dict) -> None:
	lacks = missing(referral)
	if lacks:
		frappe.throw(_("The receiver cannot answer without: {0}.").format(" · ".join(lacks)), GuardRefused)


def _agreement(referral, _facts: dict) -> None:
	if referral.mode == SELF:
		return self_referral.check(referral)
	if referral.kind == "external" and not referral.provider:
		frappe.throw(_("Choose who is asked to help."), GuardRefused)
	if referral.kind == "internal" and not referral.receiver:
		frappe.throw(_("Choose which colleague is asked to help."), GuardRefused)


def _new_referral(referral, facts: dict) -> None:
	other = {"name": facts.get("new_referral") or "", "complaint": referral.complaint}
	if other["name"] == referral.name or not frappe.db.exists("Referral", other):
		frappe.throw(_("Choose where it goes instead."), GuardRefused)


def _read(field, value):
	if not field:
		return value if isinstance(value, str) else None
	if field.fieldtype == "Select":
		return referral_facts.choice(value, field.options.split("\n"))
	meant = referral_facts.moment(value)
	return meant.date() if meant and field.fieldtype == "Date" else meant


def _needed(key: str, sentence):
	def need(_referral, facts: dict) -> None:
		if not facts.get(key):
			frappe.throw(sentence(), GuardRefused)

	return need


def _delivered(_referral, facts: dict) -> None:
	given = facts.get("delivered_on")
	if not given:
		frappe.throw(_("Say when the service was given."), GuardRefused)
	# a day more, because where the receiver is it may be tomorrow already
	if given > getdate(add_days(today(), 1)):
		frappe.throw(_("That day has not come yet. Say when the service was given."), GuardRefused)


NEEDS = {
	"consent": _consent,
	"dataset": _dataset,
	"agreement": _agreement,
	"decline_reason": _needed("decline_reason", lambda: _("Say why, so that another way can be found.")),
	"scheduled_on": _needed("scheduled_on", lambda: _("Say when the person gets the service.")),
	"delivered_on": _delivered,
	"confirmed_by": _needed("confirmed_by", lambda: _("Say how the person confirmed it.")),
	"note": _needed("note", lambda: _("Say in a few words why, or how it ended.")),
	"new_referral": _new_referral,
}
