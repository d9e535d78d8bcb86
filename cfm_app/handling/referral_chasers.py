"""Nobody lets go of a referral: the clock says when there was no answer, reminds, and keeps what is urgent red.

Each referral is a transaction of its own that holds its row: a worker that is killed, or two at once, remind neither
twice nor never. After so many reminders as the settings say people decide, and the clock is silent.
"""

from collections import Counter

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import alerts, help_questions, partner_mail, referrals, self_referral
from cfm_app.rules import referral_clocks
from cfm_app.rules.referral_states import ACKNOWLEDGED, NO_FEEDBACK, SENT, UNDER_WAY

WAITING = (SENT, ACKNOWLEDGED)
NOT_SELF = ["!=", referral_clocks.SELF]
LATE, CHASED, ENDED, NOT_LINKED, TO_ASK, ASKED = "late", "chased", "ended", "not_linked", "to_ask", "asked"
NOTHING = ""


def look_after() -> dict[str, int]:
	"""Mark what was not answered in time, remind receivers, alert about people who are not linked, ask people.

	Runs every five minutes. Returns {late, chased, ended, not_linked, to_ask, asked}.
	"""
	done = Counter(_alone(name, work) for names, work in JOBS for name in names())
	partner_mail.forget_mailed_links()
	frappe.db.commit()  # reason: the last part of the job, which stands alone like each before it
	return {what: done[what] for what in (LATE, CHASED, ENDED, NOT_LINKED, TO_ASK, ASKED)}


def _alone(name: str, work) -> str:
	"""Do one referral. What fails is named in the log by its code and holds up no other."""
	frappe.db.commit()  # reason: the lock below has to be the first thing read, to see what others have just written
	try:
		done = work(frappe.get_doc(referrals.REFERRAL, name, for_update=True))
	except Exception as error:
		frappe.db.rollback()
		frappe.logger("cfm_app").error(f"{name} was not looked after: {type(error).__name__}")
		return NOTHING
	frappe.db.commit()  # reason: each stands alone; a worker that dies after this repeats nothing
	return done


def _mark_late(referral) -> str:
	if referral.workflow_state not in WAITING or referral.due_on > now_datetime():
		return NOTHING
	referrals.move(referral, "No answer in time", referrals.THE_CLOCK)
	alerts.tell_now({referral.sent_by, *alerts.coordinators()}, referral, "referral_late")
	return LATE


def _remind(referral) -> str:
	if referral.workflow_state not in (*WAITING, NO_FEEDBACK) or not _is_due(referral):
		return NOTHING
	if _is_over(referral):
		return _end(referral)
	referrals.remind(referral, referrals.THE_CLOCK, at_once=True)
	return _counted(referral, CHASED)


def _alert_not_linked(referral) -> str:
	"""Alert the sender of a warm hand-over or an emergency in which the person is not linked, as often as of a chaser."""
	if not _is_not_linked(referral) or not _is_due(referral):
		return NOTHING
	return _tell_sender(referral, "referral_not_linked", NOT_LINKED)


def _alert_to_ask(referral) -> str:
	"""Alert who told a person where to go that it is time to ask her whether she got there."""
	if referral.workflow_state != SENT or not _is_due(referral):
		return NOTHING
	return _tell_sender(referral, "referral_ask_person", TO_ASK)


def _ask_whether_it_came(referral) -> str:
	is_asked = referral.asked_person_on or referral.workflow_state not in UNDER_WAY
	return NOTHING if is_asked or help_questions.ask(referral, referrals.THE_CLOCK) else ASKED


def _tell_sender(referral, code: str, done: str) -> str:
	if _is_over(referral):
		return _end(referral)
	referral.db_set("last_chased_on", now_datetime())
	alerts.tell_now([referral.sent_by], referral, code)
	return _counted(referral, done)


def _counted(referral, done: str) -> str:
	referral.db_set("reminders", (referral.reminders or 0) + 1)
	return done


def _is_over(referral) -> bool:
	most = frappe.get_cached_value("CFM Settings", None, "referral_reminders")
	return referral_clocks.reminders_are_over(referral.reminders or 0, most)


def _end(referral) -> str:
	"""Remind no more, and tell once who sent it and who supervises: from here on people decide."""
	referral.db_set("reminders_ended_on", now_datetime())
	referrals.remember(referral, referrals.THE_CLOCK, "No more reminders")
	alerts.tell_now({referral.sent_by, *alerts.coordinators()}, referral, "referral_unanswered")
	return ENDED


def _is_not_linked(referral) -> bool:
	if referral.workflow_state not in UNDER_WAY or referral.linked_on:
		return False
	standing = referral_clocks.standing(
		referral.workflow_state, referral.mode, referral.priority, referral.sent_on, False, now_datetime()
	)
	return standing.reason == "not_linked"


def _is_due(referral) -> bool:
	"""Tell whether it is time to remind: never again after the last time."""
	return not referral.reminders_ended_on and referral_clocks.chaser_due(
		referral.priority, referral.sent_on, referral.last_chased_on, now_datetime()
	)


def _late_ones() -> list[str]:
	due = {"workflow_state": ["in", WAITING], "mode": NOT_SELF, "due_on": ["<=", now_datetime()]}
	return [row.name for row in _rows(due)]


def _waiting_ones() -> list[str]:
	return _due({"workflow_state": ["in", [*WAITING, NO_FEEDBACK]], "mode": NOT_SELF})


def _unlinked_ones() -> list[str]:
	return _due({"workflow_state": ["in", UNDER_WAY], "linked_on": ["is", "not set"]})


def _due(wanted: dict) -> list[str]:
	# all of them: those that are due must not wait behind those that are not
	return [row.name for row in _rows({**wanted, "reminders_ended_on": ["is", "not set"]}) if _is_due(row)]


def _rows(wanted: dict) -> list:
	fields = ["name", "priority", "sent_on", "last_chased_on", "reminders_ended_on"]
	return frappe.get_all(  # reason: a job for everybody's referrals; it shows none of them
		referrals.REFERRAL, wanted, fields, order_by="due_on"
	)


JOBS = (
	(_late_ones, _mark_late),
	(_waiting_ones, _remind),
	(_unlinked_ones, _alert_not_linked),
	(self_referral.due, _alert_to_ask),
	(help_questions.helped_by_now, _ask_whether_it_came),
)
