"""The gate before anything about a person goes to another organisation: consent and agreement, or a supervisor's word.

Referrals and every other way out ask `check`. What went out is a CFM Disclosure.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.confidentiality import access_log
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.viewers import viewer
from cfm_app.exceptions import GuardRefused, SharingRefused
from cfm_app.rules import sharing
from cfm_app.rules.access import SENSITIVE_FROM, duties_on
from cfm_app.rules.sharing import KINDS, ConsentFacts

PURPOSE = "share for referral"
SHORTEST_REASON = 10


def check(doc, agreement: str | None, kinds: frozenset, reason: str = "") -> list[str]:
	"""Let these kinds of a complaint go to the organisation of this agreement, or raise SharingRefused.

	Returns the codes of the rules that a supervisor set aside with her reason, [] when none had to be.
	"""
	against = refusals(doc, agreement, kinds)
	if not against:
		return []
	final = sharing.is_final(against)
	if final or not may_override(doc) or len((reason or "").strip()) < SHORTEST_REASON:
		access_log.refuse(doc, "share: " + ",".join(against))
		frappe.throw(" ".join([*in_words(against), _way_out(doc, final)]), SharingRefused)
	return against


def refusals(doc, agreement: str | None, kinds: frozenset) -> list[str]:
	"""Return what stands against sharing these kinds of a complaint today, as codes of rules/sharing.py."""
	signed = frappe.get_cached_doc("CFM Sharing Agreement", agreement) if agreement else None
	against = sharing.refusals(kinds, doc.level, getdate(), consents_of(doc), signed and signed.facts())
	foreign = signed and signed.project and signed.project != doc.project
	return [*against, "agreement_project"] if foreign else against


def consents_of(doc) -> list[ConsentFacts]:
	"""Return what the person said about sharing, in this complaint or in the contact it came from."""
	return [consent_facts(row) for row in consent_rows(doc) if row.purpose == PURPOSE]


def must_be_as_seen(doc) -> None:
	"""Raise GuardRefused when the person has said yes or no since this began; until it ends such words wait."""
	if consent_rows(doc) != consent_rows(doc, for_update=True):
		frappe.throw(_("What the person allows has changed just now. Look at it again."), GuardRefused)


def consent_rows(doc, for_update: bool = False) -> list[dict]:
	"""Return every consent of a complaint and of its contact as rows, newest first; the caller has asked the rule.

	`for_update`: as they stand now, not as they stood when the transaction began.
	"""
	table = frappe.qb.DocType("CFM Consent")
	belongs = table.complaint == doc.name
	if doc.get("interaction"):
		belongs = belongs | (table.interaction == doc.interaction)
	query = frappe.qb.from_(table).select(table.star).where(belongs)
	query = query.orderby(table.given_on, order=frappe.qb.desc)
	return (query.for_update() if for_update else query).run(as_dict=True)


def consent_facts(row) -> ConsentFacts:
	"""Return what the rule needs to know of one consent row."""
	return ConsentFacts(
		given=row.given == "yes",
		given_on=row.given_on,
		kinds=frozenset(kind for kind in KINDS if row.get(f"may_{kind}")),
		agreement=row.agreement or "",
		expires_on=row.expires_on,
		withdrawn_on=row.withdrawn_on,
	)


def may_override(doc) -> bool:
	"""Tell whether the user who asks may set a rule aside: who supervises, at levels 5-6 another named focal point."""
	duties = duties_on(facts_of(doc.access_key), viewer())
	if doc.level >= SENSITIVE_FROM:
		return "Sensitive" in duties and frappe.session.user != doc.handler
	return "Supervise" in duties


def in_words(codes: list[str]) -> list[str]:
	"""Return a sentence for each code, for the person who wants to share."""
	sentences = {
		sharing.WITHDRAWN: _("The person has withdrawn consent."),
		sharing.REFUSED: _("The person has said no."),
		sharing.EXPIRED: _("The consent has expired. Ask the person again."),
		sharing.NO_CONSENT: _("There is no consent for this. Ask the person and record what they allow."),
		sharing.NO_AGREEMENT: _("There is no sharing agreement with this organisation."),
		sharing.AGREEMENT_ENDED: _("The sharing agreement is not in force today."),
		sharing.AGREEMENT_KINDS: _("The sharing agreement does not cover all of this."),
		sharing.AGREEMENT_LEVEL: _("The sharing agreement does not reach this level."),
		"agreement_project": _("The sharing agreement is for another project."),
	}
	return [sentences[code] for code in codes]


def _way_out(doc, final: bool) -> str:
	if final:
		return _("Nobody can set this aside.")
	if may_override(doc):
		return _("If a life or the best interest of a child asks for it, write why.")
	return _("A supervisor can decide otherwise, with a reason.")
