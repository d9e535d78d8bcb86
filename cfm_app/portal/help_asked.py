"""What a person sees of the help that others were asked for, and what she says of it: has it come, or shall we stop.

Who helps is named only where the name tells nothing about her to somebody who looks over her shoulder.
"""

from dataclasses import dataclass

import frappe
from frappe import _

from cfm_app.directory.hiding import is_in_hiding
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import help_came, referrals
from cfm_app.handling.words import clean
from cfm_app.portal import languages
from cfm_app.rules import referral_states
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import PERSON

NOT_SHOWN = (referral_states.DRAFT, referral_states.CONSENT_PENDING, referral_states.TRANSFERRED)
STOP = "Withdraw"
MOST = 20


@dataclass(frozen=True)
class Help:
	"""One referral on the tracking page: who helps ("" when not named), how it stands, what she may say."""

	reference: str
	who: str
	words: str
	may_say_whether_it_came: bool
	may_stop: bool


def of(complaint) -> tuple[Help, ...]:
	"""Return the help that was asked for a complaint, the oldest first."""
	return tuple(_help(complaint, referral) for referral in _referrals(complaint))


def say_whether_it_came(request, _contact, complaint) -> str:
	"""Take her yes or no. A no leaves the referral open and comes back to who sent it. Raises GuardRefused."""
	referral, note = _chosen(request, complaint), _words(request)
	came = request.form.get("came")
	if came not in ("yes", "no") or not help_came.may_be_said(referral):
		frappe.throw(_("Please say whether this help has come."), GuardRefused)
	if came == "yes":
		help_came.it_came(referral, "tracking page", note)
		return _("Thank you. This helps us to do better.")
	help_came.it_has_not_come(referral, referrals.THE_PERSON, "tracking page", note)
	return _("Thank you for telling us. We ask what has happened.")


def stop(request, _contact, complaint) -> str:
	"""Take the referral back in her name; who sent it and who received it hear of it. Raises GuardRefused."""
	referral = _chosen(request, complaint)
	if not _may(referral, STOP):
		frappe.throw(_("This has changed meanwhile. Please look again."), GuardRefused)
	referrals.move(referral, STOP, referrals.THE_PERSON, _words(request))
	return _("We do not ask for this help any more.")


def _referrals(complaint) -> list:
	wanted = {"complaint": complaint.name, "workflow_state": ["not in", NOT_SHOWN]}
	names = frappe.get_all(  # reason: the receipt code is the key, there is no user to ask about
		referrals.REFERRAL, wanted, pluck="name", order_by="creation, name", limit=MOST
	)
	return [frappe.get_doc(referrals.REFERRAL, name) for name in names]


def _chosen(request, complaint):
	reference = request.form.get("help") or ""
	if reference not in (each.name for each in _referrals(complaint)):
		frappe.throw(_("This has changed meanwhile. Please look again."), GuardRefused)
	# as it stands now: her word counts, also when the receiver answers at this moment
	return frappe.get_doc(referrals.REFERRAL, reference, for_update=True)


def _help(complaint, referral) -> Help:
	return Help(
		reference=referral.name,
		who=_who(complaint, referral),
		words=_status(referral),
		may_say_whether_it_came=help_came.may_be_said(referral),
		may_stop=_may(referral, STOP),
	)


def _may(referral, action: str) -> bool:
	return referral_states.move(action, referral.workflow_state, PERSON) is not None


def _who(complaint, referral) -> str:
	if referral.is_protection or complaint.level >= SENSITIVE_FROM or is_in_hiding(referral):
		return ""
	return frappe.db.get_value("Service Provider", referral.provider, "title") or ""


def _status(referral) -> str:
	state = referral.workflow_state
	if referral.not_received_on and help_came.may_be_said(referral):
		return _("You told us that this help has not come. We ask what has happened.")
	if state in referral_states.UNDER_WAY:
		return _under_way(referral)
	if state in referral_states.WAITING_FOR_RECEIVER and referral.mode == SELF:
		return _("We told you where you can get help.")
	if state in referral_states.WAITING_FOR_RECEIVER:
		return _("We have asked others to help you. They have not answered yet.")
	return {
		referral_states.NOT_ACCEPTED: _("They cannot help. We look for another way."),
		referral_states.UNREACHABLE: _(
			"They could not reach you. Please write to us how you can be reached."
		),
		referral_states.RECEIVED: _("This help has reached you."),
		referral_states.CLOSED: _("This is finished."),
	}.get(state, _("We do not ask for this help any more."))


def _under_way(referral) -> str:
	if referral.delivered_on:
		return _("They told us that you have got this help.")
	if referral.scheduled_on:
		return _("They will help you on {0}.").format(
			languages.in_words(referral.scheduled_on, frappe.local.lang)
		)
	return _("They will help you.")


def _words(request) -> str:
	return clean(request.form.get("text"), _("Your text"))
