"""Asking a custodian to see who somebody is, from level 5 on: the question, the answer, and how long it holds."""

import hashlib

import frappe
from frappe import _
from frappe.utils import add_to_date, now_datetime

from cfm_app.confidentiality import access_log, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import is_locked_out, record_depth
from cfm_app.confidentiality.viewers import people_with_duty, viewer
from cfm_app.exceptions import AccessRefused, GuardRefused, RevealNeedsAgreement
from cfm_app.handling import alerts
from cfm_app.handling.words import clean
from cfm_app.rules import reveal as rule
from cfm_app.rules.access import FULL, may_reveal
from cfm_app.rules.reveal import APPROVED, ASKED, ENDED, REFUSED, WITHDRAWN

REQUEST = "CFM Reveal Request"
RECORDS = ("Complaint", "CFM Interaction")
HOURS_OPEN, HOURS_TO_WAIT = 24, 4
SHORTEST_REASON = 5


def ask(doc, reason: str):
	"""Ask to see the people of this record and return the request. Raises AccessRefused and GuardRefused."""
	if not _may_reveal(doc, frappe.session.user):
		access_log.refuse(doc, "reveal")
		frappe.throw(_("You may not see who this is."), AccessRefused)
	if newest(doc, (ASKED,)):
		frappe.throw(_("You have asked already. A custodian has not decided yet."), GuardRefused)
	reason = _needed(reason, _("Say why you need to know who this is."))
	request = frappe.new_doc(REQUEST, record_type=doc.doctype, record=doc.name)
	request.flags.reason = reason
	request.update({"level": doc.get("level"), "area": doc.area, "asked_on": now_datetime()})
	request.update({"asked_by": frappe.session.user, "state": ASKED})
	people = _deciders(request, doc)
	if not people:
		frappe.throw(
			_("Nobody may decide about this. Ask an administrator to name a custodian."), GuardRefused
		)
	request.insert(ignore_permissions=True)  # reason: who may ask was checked above, no role creates requests
	access_log.write("reveal asked", doc, request.name, reason)
	alerts.tell_all(people, request, "reveal_asked")
	return request


def decide(request, agreed: bool, reason: str = "") -> None:
	"""Agree for a limited time, or refuse with a reason. The request is locked by who reads it for this.

	Raises AccessRefused for who may not decide, GuardRefused when somebody else was faster.
	"""
	doc = record_of(request)
	part = may_decide(request, doc)
	if not part:
		access_log.refuse(doc, "decide about reveal")
		frappe.throw(_("You may not decide about this request."), AccessRefused)
	if request.state != ASKED:
		frappe.throw(_("This request no longer waits for a decision."), GuardRefused)
	if not agreed:
		vault.put(REQUEST, request.name, {"refusal": _needed(reason, _("Say why you refuse."))})
	decided = {"decided_by": frappe.session.user, "decided_on": now_datetime(), "decided_as": part}
	request.db_set({**decided, **(_agreement(doc) if agreed else {"state": REFUSED})}, notify=True)
	access_log.write("reveal approved" if agreed else "reveal refused", doc, request.name, reason)
	alerts.tell_all([request.asked_by], request, "reveal_decided")


def withdraw(request) -> None:
	"""End one's own request or agreement before its time. Raises AccessRefused, GuardRefused."""
	if request.asked_by != frappe.session.user:
		frappe.throw(_("Only who asked can withdraw this."), AccessRefused)
	if request.state not in (ASKED, APPROVED):
		frappe.throw(_("This request no longer waits for a decision."), GuardRefused)
	request.db_set({"state": WITHDRAWN, "until": None}, notify=True)
	access_log.write("reveal withdrawn", record_of(request), request.name)


def use_agreement(doc):
	"""Return the request by which the user may see the people of this record now. Raises RevealNeedsAgreement."""
	request = newest(doc, (APPROVED,))
	if not request or end_if_over(request, doc):
		frappe.throw(
			_(
				"From level 5 on a custodian has to agree first. Ask for it in the complaint, with your reason."
			),
			RevealNeedsAgreement,
		)
	request.db_set({"times_opened": request.times_opened + 1, "last_opened_on": now_datetime()})
	return request


def newest(doc, states: tuple[str, ...]):
	"""Return the newest request of the user for this record in one of these states, or None."""
	mine = {"record_type": doc.doctype, "record": doc.name, "asked_by": frappe.session.user}
	names = frappe.get_all(
		REQUEST,
		{**mine, "state": ["in", states]},
		pluck="name",
		order_by="asked_on desc, creation desc",
		limit=1,
	)
	return frappe.get_doc(REQUEST, names[0]) if names else None


def end_if_over(request, doc) -> str:
	"""Close an agreement that no longer holds and return why; "" while it holds."""
	agreement = rule.Agreement(
		request.state, request.until, request.key_then or "", request.people_then or ""
	)
	still = _may_reveal(doc, request.asked_by)
	why = rule.why_it_ended(agreement, now_datetime(), doc.access_key, _people_of(doc), still)
	if why:
		request.db_set({"state": ENDED, "ended_because": why}, notify=True)
	return why


def look_after() -> None:
	"""Every five minutes: close agreements that are over, call stand-ins where no custodian has answered."""
	for name in frappe.get_all(REQUEST, {"state": ["in", (ASKED, APPROVED)]}, pluck="name"):
		request = frappe.get_doc(REQUEST, name)
		if not frappe.db.exists(request.record_type, request.record):
			request.db_set({"state": ENDED, "ended_because": "access changed"})  # the record was erased
			continue
		doc = record_of(request)
		if request.state == APPROVED:
			end_if_over(request, doc)
		elif not request.stand_ins_told and _is_late(request):
			request.db_set("stand_ins_told", 1)
			alerts.tell_all(_deciders(request, doc), request, "reveal_asked")


def may_decide(request, doc, user: str | None = None) -> str:
	"""Return in which part this user may decide about a request: "custodian", "stand-in" or ""."""
	facts, person, asker = facts_of(doc.access_key), viewer(user), viewer(request.asked_by)
	missing = _is_late(request) or not _custodians(facts, asker)
	return rule.decides_as(facts, person, asker, missing) if facts else ""


def may_see(request, access_key: str | None, user: str | None = None) -> bool:
	"""Tell whether a user may see a request for a record with this key: who asks, keeps, audits, or works on it."""
	user = user or frappe.session.user
	facts = facts_of(access_key)
	if not facts or is_locked_out(access_key, user):
		return False
	if request.asked_by == user or "CFM Auditor" in frappe.get_roles(user):
		return True
	return rule.is_custodian(facts, viewer(user)) or may_reveal(facts, viewer(user))


def record_of(request):
	"""Return the complaint or contact a request is about."""
	return frappe.get_doc(request.record_type, request.record)


def _agreement(doc) -> dict:
	hours = frappe.get_cached_value("CFM Settings", None, "reveal_hours") or HOURS_OPEN
	then = {"key_then": doc.access_key, "people_then": _people_of(doc)}
	return {"state": APPROVED, "until": add_to_date(now_datetime(), hours=hours), **then}


def _deciders(request, doc) -> list[str]:
	"""Return who may decide now: the custodians, or those who stand in for them."""
	people = {row.user for row in people_with_duty({"Custodian", "Sensitive"})}
	return sorted(user for user in people if may_decide(request, doc, user))


def _custodians(facts, asker) -> list[str]:
	people = {row.user for row in people_with_duty({"Custodian"})}
	return [user for user in people if rule.decides_as(facts, viewer(user), asker, False)]


def _is_late(request) -> bool:
	hours = frappe.get_cached_value("CFM Settings", None, "reveal_wait_hours") or HOURS_TO_WAIT
	return rule.is_late(request.asked_on, now_datetime(), hours)


def _may_reveal(doc, user: str) -> bool:
	facts = facts_of(doc.access_key)
	return bool(facts) and record_depth(doc, user) == FULL and may_reveal(facts, viewer(user))


def _people_of(doc) -> str:
	"""Return a mark of who is in the record: it changes when somebody is added, exchanged or taken out."""
	party = frappe.qb.DocType("CFM Party")
	query = frappe.qb.from_(party).select(party.name, party.person).where(party.record == doc.name)
	rows = query.orderby(party.name).run()
	return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def _needed(reason: str, sentence: str) -> str:
	reason = clean(reason or "", _("Reason"))
	if len(reason) < SHORTEST_REASON:
		frappe.throw(sentence)
	return reason
