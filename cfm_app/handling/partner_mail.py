"""Neutral e-mails to partners without an account: a reference and what to do with it, no name, no need, no address.

The one-time address that shows a person stays out of them: only its hash is kept here, and it would lie readable in the
queue of mails, in the mail servers and in every mailbox on the way. The partner uses the one it was given, or asks for
another. An administrator may let reminders carry an address of another kind, see partner_links.make_to_mail.
"""

import frappe
from frappe import _

from cfm_app.rules.referral_clocks import SELF

NO_ADDRESS = "no e-mail address"
LINK = "CFM Partner Link"
GONE_OUT = ("Sent", "Partially Sent", "Error")


def ask_for_answer(referral) -> str:
	"""Ask the partner to answer. Returns "", or why nobody was asked."""
	return _send(referral, _to_answer, may_carry_link=True)


def say_it_is_over(referral) -> str:
	"""Tell the partner that it need not do anything more. Returns as above."""
	return _send(referral, _to_stop)


def say_there_is_a_reply(referral) -> str:
	"""Tell the partner that what it asked was answered. Returns as above."""
	return _send(referral, _to_read)


def forget_mailed_links() -> None:
	"""Empty the mails of the queue that carried an address and have gone out: nobody reads it there later."""
	queue = frappe.qb.DocType("Email Queue")
	change = frappe.qb.update(queue).set(queue.message, "")
	change.where(
		(queue.reference_doctype == LINK) & queue.status.isin(GONE_OUT) & (queue.message != "")
	).run()


def _to_answer(reference: str, language: str | None) -> tuple[str, str]:
	return _("{0}: please answer", language).format(reference), _(
		"Somebody waits for your answer to {0}. Please open the link that you were given for it and say whether you "
		"can help. If it does not open any more, ask who gave it to you for a new one. Please write no names and no "
		"details in a reply to this e-mail.",
		language,
	).format(reference)


def _to_answer_here(reference: str, language: str | None) -> tuple[str, str]:
	return _("{0}: please answer", language).format(reference), _(
		"Somebody waits for your answer to {0}. Please open this link and say whether you can help. It shows no name "
		"and no number: for those use the link that you were given. Please write no names and no details in a reply "
		"to this e-mail.",
		language,
	).format(reference)


def _to_read(reference: str, language: str | None) -> tuple[str, str]:
	return _("{0}: a reply for you", language).format(reference), _(
		"There is a reply to what you wrote about {0}. Please open the link that you were given for it. If it does not "
		"open any more, ask who gave it to you for a new one.",
		language,
	).format(reference)


def _to_stop(reference: str, language: str | None) -> tuple[str, str]:
	return _("{0}: nothing more to do", language).format(reference), _(
		"{0} needs no answer from you any more. Please do nothing more for it and make no contact. Thank you.",
		language,
	).format(reference)


def _send(referral, words, may_carry_link: bool = False) -> str:
	if referral.mode == SELF or not referral.provider:
		return ""
	provider = frappe.get_cached_doc("Service Provider", referral.provider)
	address = provider.focal_email or provider.backup_email
	if not address:
		return NO_ADDRESS
	link = _link(referral) if may_carry_link else ""
	subject, text = (_to_answer_here if link else words)(referral.name, provider.language)
	anchor = f'<p dir="ltr"><a href="{link}">{link}</a></p>' if link else ""
	try:
		frappe.sendmail(
			recipients=[address],
			subject=subject,
			message=f'<p dir="auto">{text}</p>{anchor}',
			add_unsubscribe_link=0,
			reference_doctype=LINK if link else None,
		)
	except frappe.OutgoingEmailError:
		frappe.clear_last_message()  # the log of the referral says it; who has just done something else is not asked for a mail account
		frappe.logger("cfm_app").warning("no outgoing mail account: a partner could not be reminded")
		return "no mail account"
	return ""


def _link(referral) -> str:
	from cfm_app.confidentiality import partner_links  # it moves referrals, and those write mails

	return partner_links.make_to_mail(referral)
