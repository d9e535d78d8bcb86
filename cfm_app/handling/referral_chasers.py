"""Nobody lets go of a referral: the clock says when there was no answer, reminds, and keeps what is urgent red."""

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import alerts, referrals, self_referral
from cfm_app.rules import referral_clocks
from cfm_app.rules.referral_states import ACKNOWLEDGED, SENT, UNDER_WAY

AT_ONCE = 500
WAITING = (SENT, ACKNOWLEDGED)
NOT_SELF = ["!=", referral_clocks.SELF]


def look_after() -> dict[str, int]:
	"""Mark what was not answered in time, remind receivers, alert about people who are not linked yet.

	Runs every five minutes. Returns {late, chased, not_linked, to_ask}.
	"""
	return {
		"late": _mark_late(),
		"chased": _chase(),
		"not_linked": _alert_not_linked(),
		"to_ask": _ask_the_person(),
	}


def _mark_late() -> int:
	late = _named({"workflow_state": ["in", WAITING], "mode": NOT_SELF, "due_on": ["<=", now_datetime()]})
	for name in late:
		referral = frappe.get_doc(referrals.REFERRAL, name)
		referrals.move(referral, "No answer in time", referrals.THE_CLOCK)
		alerts.tell({referral.sent_by, *alerts.coordinators()}, referral, "referral_late")
		frappe.db.commit()  # reason: each stands alone; a worker that dies here repeats nothing
	return len(late)


def _chase() -> int:
	chased = 0
	for name in _named({"workflow_state": ["in", [*WAITING, "No feedback"]], "mode": NOT_SELF}):
		referral = frappe.get_doc(referrals.REFERRAL, name)
		if not referral_clocks.chaser_due(
			referral.priority, referral.sent_on, referral.last_chased_on, now_datetime()
		):
			continue
		referrals.remind(referral, referrals.THE_CLOCK)
		frappe.db.commit()  # reason: as above
		chased += 1
	return chased


def _alert_not_linked() -> int:
	"""Alert the sender of a warm hand-over or an emergency in which the person is not linked, as often as of a chaser."""
	told = 0
	for name in _named({"workflow_state": ["in", UNDER_WAY], "linked_on": ["is", "not set"]}):
		referral = frappe.get_doc(referrals.REFERRAL, name)
		if _is_not_linked(referral) and _is_due(referral):
			referral.db_set("last_chased_on", now_datetime())
			alerts.tell([referral.sent_by], referral, "referral_not_linked")
			frappe.db.commit()  # reason: as above
			told += 1
	return told


def _ask_the_person() -> int:
	"""Alert who told a person where to go that it is time to ask her whether she got there."""
	names = self_referral.due()
	for name in names:
		referral = frappe.get_doc(referrals.REFERRAL, name)
		referral.db_set("last_chased_on", now_datetime())
		alerts.tell([referral.sent_by], referral, "referral_ask_person")
		frappe.db.commit()  # reason: as above
	return len(names)


def _is_not_linked(referral) -> bool:
	standing = referral_clocks.standing(
		referral.workflow_state, referral.mode, referral.priority, referral.sent_on, False, now_datetime()
	)
	return standing.reason == "not_linked"


def _is_due(referral) -> bool:
	return referral_clocks.chaser_due(
		referral.priority, referral.sent_on, referral.last_chased_on, now_datetime()
	)


def _named(wanted: dict) -> list[str]:
	return frappe.get_all(  # reason: a job for everybody's referrals; it shows none of them
		referrals.REFERRAL, wanted, pluck="name", order_by="due_on", limit=AT_ONCE
	)
