"""Tells people that something waits for them: a reference and a link, never a word of content."""

from functools import partial

from redis.exceptions import RedisError

import frappe
from frappe import _
from frappe.utils import get_url, get_url_to_form

from cfm_app.confidentiality.permissions import is_locked_out, may_hear, record_depth
from cfm_app.confidentiality.viewers import people_with_duty
from cfm_app.directory import alert_words
from cfm_app.rules.access import EXISTS

COORDINATOR_ROLE, ADMINISTRATOR_ROLE = "CFM Coordinator", "CFM Administrator"
# who receives a referral may not open the file behind it: her list of work shows what she may see
FOR_RECEIVERS = ("referral_received", "referral_over", "referral_news")
ON_MY_WORK = (*FOR_RECEIVERS, *alert_words.ON_MY_WORK)


def sentence(code: str, language: str | None = None) -> str:
	"""Return the neutral sentence of an alert, with {0} for the reference."""
	return {
		"assigned": _("{0} is assigned to you.", language),
		"default_queue": _("{0}: no routing rule fits. It waits in the default queue.", language),
		"unseen": _("{0} is waiting and nobody has opened it yet.", language),
		"unclassified": _("{0} has not been classified in time.", language),
		"warning": _("{0} must be answered within two days.", language),
		"breach": _("{0} is past its deadline.", language),
		"message": _("{0}: the person has written.", language),
		"appealed": _("{0}: the person disagrees with the answer.", language),
		"low_rating": _("{0} was rated low by the person.", language),
		"handed_in": _("{0} was handed in by a colleague.", language),
		"investigate": _("{0}: you are named for this.", language),
		"investigated": _("{0} need not wait any longer.", language),
		"data_request": _("{0}: a person asks about their data.", language),
		"data_request_warning": _("{0} has to be answered within three days by law.", language),
		"data_request_breach": _("{0} has not been answered in the time of the law.", language),
		"referral_received": _("{0} was sent to you. Please answer.", language),
		"referral_over": _("{0} needs no answer from you any more.", language),
		"referral_moved": _("{0} has moved on.", language),
		"referral_asked": _("{0}: the receiver has written. Please read it.", language),
		"referral_not_received": _("{0}: the person says that the help has not come.", language),
		"referral_late": _("{0}: nobody has answered in time.", language),
		"referral_not_linked": _("{0}: the person is not linked with the focal point yet.", language),
		"referral_unanswered": _(
			"{0}: reminders have brought nothing, so no more are sent. Please decide how it goes on.",
			language,
		),
		"referral_ask_person": _("{0}: ask the person whether she got the help.", language),
		"referral_links_closed": _(
			"{0}: fewer people may know of it now, so its links were closed. Make a new one if it is still needed.",
			language,
		),
		"referral_news": _("{0}: how does it stand? Please answer.", language),
		"reveal_asked": _("{0}: somebody asks to see who a person is. Please decide.", language),
		"reveal_decided": _("{0}: your request has been decided.", language),
		"account_paused": _(
			"A provider of messages refuses our account: sending through it is paused.", language
		),
		"budget_reached": _("The budget for messages of today is used up. What costs money waits.", language),
		"broadcast_asked": _("{0}: a message to many people waits for a second person.", language),
		"broadcast_paused": _("{0}: a message to many people has stopped. Look why.", language),
		"export_asked": _("{0}: somebody wants to take out a file and needs a second person.", language),
		"calls_refused": _(
			"{0}: calls that the provider did not sign are refused. Check the tokens of the account.",
			language,
		),
		"old_key_used": _(
			"{0}: the provider still signs with an old token. Finish the change of the token there.", language
		),
		"message_parked": _(
			"{0}: something a person wrote could not be taken in. Please look at the failed calls.", language
		),
		"template_differs": _(
			"{0}: the provider would send other words than the reviewed ones. It is out of use there until they are the same.",
			language,
		),
		"mailbox_unread": _("{0}: its mailbox could not be read for an hour or more.", language),
		"status_parked": _("{0}: reports arrive about messages that are not known here.", language),
		**alert_words.sentences(language),
	}[code]


def tell(users, doc, code: str) -> None:
	"""Tell these users by desk notification and by e-mail, after the transaction has committed.

	Whom the record is about, and the people above her, hear nothing of it; see `audience`.
	"""
	tell_all(audience(users, doc), doc, code)


def tell_all(users, doc, code: str) -> None:
	"""Tell these users of a document that is about nobody, such as a request to export."""
	for user in sorted(users):
		alert = {"user": user, "record_type": doc.doctype, "record": doc.name, "code": code}
		frappe.db.after_commit.add(partial(_hand_over, alert))


def tell_now(users, doc, code: str) -> None:
	"""Tell as `tell` does, in the transaction: a job that is killed after its commit has told, one before has not."""
	tell_all_now(audience(users, doc), doc, code)


def tell_all_now(users, doc, code: str) -> None:
	"""Tell as `tell_all` does, in the transaction."""
	for user in sorted(users):
		send(user, doc.doctype, doc.name, code)


def audience(users, doc) -> set[str]:
	"""Return who of these users hears of the record. When it is none of them, somebody else must.

	First who is named for it, then who may know that it exists, at last the administrators of the mechanism: they
	can name somebody. Never whom it is about, nor the people above her.
	"""
	wanted = {user for user in users if user}
	heard = {user for user in wanted if may_hear(doc.access_key, user)}
	if heard or not wanted:
		return heard
	named = {row.user for row in people_with_duty({"Sensitive"}) if may_hear(doc.access_key, row.user)}
	aware = {user for user in wanted if record_depth(doc, user) >= EXISTS}
	return named or aware or _last_resort(doc)


def _hand_over(alert: dict) -> None:
	"""Leave an alert to a worker; without Redis write it here, so that nobody is forgotten."""
	try:
		frappe.enqueue("cfm_app.handling.alerts.send", queue="short", **alert)
	except RedisError:
		send(**alert)
		frappe.db.commit()  # reason: the request has committed already, this alert comes after it


def send(user: str, record_type: str, record: str, code: str) -> None:
	"""Write the desk notification and queue the e-mail of one alert. Runs in a worker."""
	enabled, language = frappe.db.get_value("User", user, ["enabled", "language"]) or (0, "")
	has_key = frappe.get_meta(record_type).has_field("access_key")
	key = frappe.db.get_value(record_type, record, "access_key") if has_key else None
	if not enabled or is_locked_out(key, user):
		return
	subject = sentence(code, language).format(_shown(record_type, record))
	log = frappe.new_doc("Notification Log", for_user=user, type="Alert", subject=subject, email_content="")
	link = get_url("/app/my-work") if code in ON_MY_WORK else get_url_to_form(record_type, record)
	log.update({"document_type": record_type, "document_name": record, "from_user": "Administrator"})
	log.link = link if code in ON_MY_WORK else None
	log.insert(ignore_permissions=True)  # reason: a background job writes the notification of somebody else
	queue_mail(user, subject, f'<p>{subject}</p><p><a href="{link}">{link}</a></p>')


def _shown(record_type: str, record: str) -> str:
	"""Return how a record is called: by its reference, or by the title that an administrator gave a line."""
	meta = frappe.get_meta(record_type)
	return (
		frappe.db.get_value(record_type, record, meta.title_field)
		if meta.show_title_field_in_link
		else record
	)


def queue_mail(user: str, subject: str, message: str) -> None:
	"""Queue a content-free e-mail to a user. Without a mail account the desk alert stands alone."""
	address = frappe.db.get_value("User", user, "email")
	try:
		frappe.sendmail(recipients=[address], subject=subject, message=message)
	except frappe.OutgoingEmailError:
		frappe.clear_last_message()  # whoever has just done something else is not asked for a mail account
		frappe.logger("cfm_app").warning("no outgoing mail account: an alert was shown in the desk only")


def coordinators() -> list[str]:
	"""Return the enabled users who supervise or hold the coordinator role."""
	rows = with_role(COORDINATOR_ROLE)
	return sorted({*rows, *(row.user for row in people_with_duty({"Supervise"}))})


def administrators() -> list[str]:
	"""Return the enabled users who administer the mechanism."""
	return with_role(ADMINISTRATOR_ROLE)


def _last_resort(doc) -> set[str]:
	director = frappe.get_cached_value("CFM Settings", None, "conflict_user")
	people = {director} if director else set(administrators())
	return {user for user in people if not is_locked_out(doc.access_key, user)}


def with_role(role: str) -> list[str]:
	"""Return the enabled users who hold a role."""
	has_role, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = frappe.qb.from_(has_role).join(user).on(user.name == has_role.parent).select(user.name).distinct()
	return query.where(has_role.role == role).where(user.enabled == 1).run(pluck=True)
