"""Endpoints for staff who referred: ask the person by message whether the help came, write down her no, see what is red."""

import frappe

from cfm_app.api.desk_referrals import REFERRAL, ROW, standing
from cfm_app.api.desk_request import open_in_full, take_words_out_of_logs
from cfm_app.api.desk_titles import title
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import help_came, help_questions, referrals
from cfm_app.handling.message_marks import reason_in_words
from cfm_app.handling.words import clean
from cfm_app.rules.referral_board import OPEN

HEARD = ("call", "SMS", "WhatsApp", "in person")
NEEDS_HER = ("not_received_on", "receiver_asked_on", "reminders_ended_on")
MOST = 100


def waiting() -> list[dict]:
	"""Return what who asks has referred and what needs her now: the person's no first, then questions and what is unanswered."""
	if not frappe.has_permission(REFERRAL, "read"):
		return []
	rows = frappe.get_list(
		REFERRAL,
		{"sent_by": frappe.session.user, "workflow_state": ["in", OPEN]},
		[*ROW, "reminders_ended_on"],
		or_filters={field: ["is", "set"] for field in NEEDS_HER},
		order_by="not_received_on desc, due_on",
		limit=MOST,
	)
	return [_row(row) for row in rows]


@frappe.whitelist(methods=["POST"])
def ask_person(name: str) -> None:
	"""Ask the person by message whether the help came. Raises GuardRefused with what stands against it."""
	referral = open_in_full(REFERRAL, name, "write")
	reason = help_questions.ask(referral, referrals.sender())
	if reason:
		frappe.throw(reason_in_words(reason), GuardRefused)


@frappe.whitelist(methods=["POST"])
def not_received(name: str, how: str, note: str = "") -> None:
	"""Write down that the person says that the help has not come. `how` she said it: one of HEARD."""
	referral = open_in_full(REFERRAL, name, "write")
	take_words_out_of_logs()
	help_came.it_has_not_come(
		referral, referrals.sender(), how if how in HEARD else HEARD[0], clean(note, "Note")
	)


def _row(row) -> dict:
	return {
		**row,
		"standing": standing(row),
		"to": title("CFM Service", row.service) or title("Service Provider", row.provider),
		"type_title": title("CFM Service Type", row.service_type),
	}
