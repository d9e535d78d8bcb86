"""Endpoints for colleagues who receive internal referrals: they see the sheet, never the file behind it."""

import frappe
from frappe import _

from cfm_app.api.desk_referrals import MOVE_FACTS, REFERRAL, standing
from cfm_app.api.desk_request import only, take_words_out_of_logs
from cfm_app.api.desk_titles import title
from cfm_app.confidentiality.permissions import is_locked_out
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import referral_gate, referral_sheet, referrals
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.handling.words import clean
from cfm_app.rules import referral_states

OPEN = (*referral_states.WAITING_FOR_RECEIVER, *referral_states.UNDER_WAY, referral_states.UNREACHABLE)
ROW = [
	"name",
	"workflow_state",
	"service_type",
	"area",
	"priority",
	"mode",
	"sent_on",
	"due_on",
	"linked_on",
	"not_received_on",
]


def waiting() -> list[dict]:
	"""Return the open internal referrals of who asks, the earliest answer first."""
	mine = {"receiver": frappe.session.user, "kind": "internal", "workflow_state": ["in", OPEN]}
	rows = frappe.get_all(
		REFERRAL, mine, [*ROW, "access_key"], order_by="due_on"
	)  # reason: the receiver sees the sheet, by name
	return [
		{
			**{field: row[field] for field in ROW},
			"standing": standing(row),
			"type_title": title("CFM Service Type", row.service_type),
			"area_title": title("CFM Area", row.area),
		}
		for row in rows
		if not _is_about_me(row)
	]


@frappe.whitelist(methods=["GET", "POST"])
def sheet(name: str) -> dict:
	"""Return {sheet with person_known, actions, linked} of a referral that was sent to who asks."""
	referral = open_sent_to_me(name)
	known = referral_sheet.knows_the_person(referral)
	return {
		"sheet": {**referral_sheet.for_receiver(referral), "person_known": known},
		"actions": referral_sheet.actions(referral),
		"linked": bool(referral.linked_on),
	}


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def answer(name: str, action: str, facts: dict | str = "{}", note: str = "") -> dict:
	"""Answer a referral that was sent to who asks. Returns {state}."""
	referral = open_sent_to_me(name)
	take_words_out_of_logs()
	actor = referrals.receiver(frappe.session.user)
	referrals.move(referral, action, actor, clean(note, _("Note")), **only(facts, MOVE_FACTS))
	return {"state": referral.workflow_state}


@frappe.whitelist(methods=["POST"])
def link_person(name: str, linked: bool, note: str = "") -> None:
	"""Record a try to reach the person of a referral that who asks has accepted."""
	referral = open_sent_to_me(name)
	if not referral_sheet.knows_the_person(referral):
		frappe.throw(_("Accept the referral first."), GuardRefused)
	take_words_out_of_logs()
	referrals.link_attempt(referral, referrals.receiver(frappe.session.user), linked, clean(note, _("Note")))


def open_sent_to_me(name: str):
	"""Return a referral that was sent to who asks. Raises AccessRefused for any other, and for one that is not there."""
	refuse_others(name)
	referral = frappe.get_doc(REFERRAL, name)
	if referral_gate.person_says_no(referral):
		_refuse()
	return referral


def refuse_others(name: str) -> None:
	"""Raise AccessRefused when this was not sent to who asks, or when it is about her."""
	known = frappe.db.get_value(REFERRAL, name, ["receiver", "sent_on", "access_key"], as_dict=True)
	if not known or known.receiver != frappe.session.user or not known.sent_on or _is_about_me(known):
		_refuse()


def _refuse() -> None:
	frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)


def _is_about_me(row) -> bool:
	return is_locked_out(row.access_key, frappe.session.user)
