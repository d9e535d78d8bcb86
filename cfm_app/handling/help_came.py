"""Her word on whether the help came, by call, message or tracking page. Her no is red until somebody acts on it."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.exceptions import GuardRefused
from cfm_app.handling import alerts, referrals
from cfm_app.rules import referral_states
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import PERSON

RECEIVED = "Confirm that the service was received"
NOT_RECEIVED = "Person has not received it"


def may_be_said(referral, by: str = PERSON) -> bool:
	"""Tell whether it makes sense now that this kind of actor says that the help came or did not."""
	state = referral.workflow_state
	if by == PERSON and not referral_states.is_hers_to_say(state, referral.mode == SELF):
		return False
	return bool(referral.sent_on and referral_states.move(RECEIVED, state, by))


def it_came(referral, how: str, note: str = "") -> None:
	"""Take her yes. `how`: one of the options of Referral.confirmed_by. Raises GuardRefused."""
	if not may_be_said(referral):
		_refuse()
	referrals.move(referral, RECEIVED, referrals.THE_PERSON, note, confirmed_by=how)


def it_has_not_come(referral, actor, how: str, note: str = "") -> None:
	"""Take her no, from herself or from the colleague who heard it, and tell who sent it. Raises GuardRefused."""
	if not may_be_said(referral, actor.kind):
		_refuse()
	referral.db_set("not_received_on", now_datetime(), notify=True)
	referrals.remember(referral, actor, NOT_RECEIVED, note, detail=how)
	if referral.sent_by != actor.label:
		alerts.tell([referral.sent_by], referral, "referral_not_received")


def _refuse():
	frappe.throw(_("This cannot be done with the referral as it stands now."), GuardRefused)
