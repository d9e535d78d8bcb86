"""What a partner asks or tells in its own words, and what is written back. A question waits until somebody acts on it."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import partner_mail, referrals
from cfm_app.rules import referral_states
from cfm_app.rules.referral_clocks import SELF

QUESTION, REPLY, READ = "Message", "Reply", "Message read"
MOST = 40


def ask(referral, actor, words: str) -> None:
	"""Take what the receiver wrote, and tell who sent it. Raises GuardRefused for nothing written."""
	if not words:
		frappe.throw(_("Please write something first."), GuardRefused)
	referral.db_set("receiver_asked_on", now_datetime(), notify=True)
	referrals.remember(referral, actor, QUESTION, words)
	referrals.tell_sender(referral, "referral_asked")


def reply(referral, actor, words: str = "") -> None:
	"""Write back to the partner, or say without words that what it wrote was read. Raises GuardRefused.

	The words stand on the page behind its link; the mail says only that they are there.
	"""
	if not may_reply(referral) or not (words or referral.receiver_asked_on):
		frappe.throw(_("This cannot be done with the referral as it stands now."), GuardRefused)
	referral.db_set("receiver_asked_on", None, notify=True)
	not_told = partner_mail.say_there_is_a_reply(referral) if words else ""
	referrals.remember(referral, actor, REPLY if words else READ, words, detail=not_told)


def may_reply(referral) -> bool:
	"""Tell whether a partner reads what is written back: colleagues have no such page, and who has refused is through."""
	is_with_partner = referral.workflow_state in referral_states.WITH_RECEIVER
	return is_with_partner and referral.kind == "external" and referral.mode != SELF


def written(referral) -> list[dict]:
	"""Return [{at, is_ours, words}], the oldest first, for a partner that has been let in and still has to do with it."""
	if not may_reply(referral):
		return []
	wanted = {"referral": referral.name, "action": ["in", (QUESTION, REPLY)]}
	rows = frappe.get_all(  # reason: the partner's address is the key, there is no user to ask about
		referrals.STEP, wanted, ["name", "at", "action"], order_by="at desc, creation desc", limit=MOST
	)
	return [{"at": row.at, "is_ours": row.action == REPLY, "words": _words(row.name)} for row in rows][::-1]


def _words(step: str) -> str:
	return vault.read_for_system(referrals.STEP, step).get("note") or ""
