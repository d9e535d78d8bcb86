"""One-time addresses for people without an account. Only a keyed hash is stored: a stolen database opens nothing."""

import secrets

import frappe
from frappe import _
from frappe.utils import add_days, get_url, now_datetime

from cfm_app.confidentiality import access_keys, access_log, sealing
from cfm_app.confidentiality.rows import insert_row
from cfm_app.directory.hiding import is_in_hiding
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import referral_gate, referrals
from cfm_app.rules import referral_states
from cfm_app.rules.access import SENSITIVE_FROM, has_narrowed
from cfm_app.rules.referral_clocks import SELF

TABLE = "CFM Partner Link"
REFERRAL, VERIFICATION = "referral", "verification"
RECORD_TYPE = {REFERRAL: "Referral", VERIFICATION: "CFM Service"}
TOKEN_BYTES = 24
VERIFY_DAYS, MAILED_DAYS = 14, 4


def make_for_referral(referral) -> dict:
	"""Return {address, expires_on} for the receiver of a referral that was sent. Raises GuardRefused for a draft."""
	if not referral.sent_on or referral.workflow_state in referral_states.ENDED:
		frappe.throw(_("Send the referral first. The link opens what was sent."), GuardRefused)
	if referral.mode == SELF:
		frappe.throw(_("The person goes there herself, so nobody there is told of her."), GuardRefused)
	expires_on = referrals.valid_until(referral)
	made = _make(REFERRAL, referral.name, expires_on)
	referrals.remember(referral, referrals.sender(), "Link made")
	access_log.write("share", referral, "partner link")
	return {"address": made, "expires_on": expires_on}


def make_to_mail(referral) -> str:
	"""Return an address that a reminder by e-mail may carry, "" where none may.

	More people read mailboxes, mail servers and queues than the focal point. So it shows the least alone, also after
	acceptance; it lives a few days; it is made only where an administrator wants it, and never about protection, a
	sensitive matter or a hidden place. The address that was handed over keeps working, or whoever reads the mail could
	shut the partner out; an earlier mailed one is replaced, so that of all those mails only the newest opens.
	"""
	if not _may_be_mailed(referral):
		return ""
	_revoke(referral, mailed_only=True)
	access_log.write("share", referral, "partner link by e-mail")
	return _make(REFERRAL, referral.name, add_days(now_datetime(), MAILED_DAYS), is_mailed=1)


def make_for_verification(service) -> dict:
	"""Return {address, expires_on} with which a provider says whether an entry of the directory is true."""
	expires_on = add_days(now_datetime(), VERIFY_DAYS)
	return {"address": _make(VERIFICATION, service.name, expires_on), "expires_on": expires_on}


def revoke(record) -> None:
	"""Let no address open this record any more."""
	_revoke(record)
	if record.doctype == "Referral":
		referrals.remember(record, referrals.sender(), "Links revoked")


def close_when_narrowed(complaint) -> None:
	"""Revoke the addresses of a complaint's referrals when fewer people may know of it than when they were made.

	Whoever made an address has read it, and may be one of those who are shut out. Call it before the referrals get
	the new key. Who sent them, or whoever is named there now, is told.
	"""
	after = access_keys.facts_of(complaint.access_key)
	for name in _with_open_address(complaint.name):
		referral = frappe.get_doc(RECORD_TYPE[REFERRAL], name)
		if after and has_narrowed(access_keys.facts_of(referral.access_key), after):
			referral.access_key = complaint.access_key
			revoke(referral)
			referrals.tell_sender(referral, "referral_links_closed")


def of(record) -> list[dict]:
	"""Return [{creation, expires_on, revoked_on, opened, last_used_on, is_mailed, is_open}] of a record's addresses, newest first."""
	table = frappe.qb.DocType(TABLE)
	query = frappe.qb.from_(table).select(
		table.creation, table.expires_on, table.revoked_on, table.opened, table.last_used_on, table.is_mailed
	)
	query = query.where(table.record == record.name).orderby(table.creation, order=frappe.qb.desc)
	rows, now = query.run(as_dict=True), now_datetime()
	return [{**row, "is_open": not row.revoked_on and row.expires_on > now} for row in rows]


def open_link(token: str, to_answer: bool = False):
	"""Return (row of the link, its document) of an address that holds, (None, None) of any other.

	Unknown, expired, revoked and malformed ones are answered alike, and so is one whose person has said no.
	`to_answer`: of two who answer at once the second waits for the first, and meets what stands then.
	"""
	index = sealing.blind_index("partner link", token)
	row = frappe.db.get_value(
		TABLE,
		{"token_index": index},
		["name", "purpose", "record", "expires_on", "revoked_on", "is_mailed", "last_answer"],
		as_dict=True,
		for_update=to_answer,
	)
	if not row or row.revoked_on or row.expires_on < now_datetime():
		return None, None
	record = frappe.get_doc(RECORD_TYPE[row.purpose], row.record, for_update=to_answer)
	if row.purpose == REFERRAL and referral_gate.person_says_no(record):
		return None, None
	return row, record


def used(row, answer: str) -> None:
	"""Count that an address was used for an answer, and which, so that one pressed twice is known with the answer itself.

	Looking alone changes nothing: mail scanners look, too.
	"""
	table = frappe.qb.DocType(TABLE)
	change = frappe.qb.update(table).set(table.opened, table.opened + 1).set(table.last_answer, answer)
	change.set(table.last_used_on, now_datetime()).where(table.name == row.name).run()


def _may_be_mailed(referral) -> bool:
	if not frappe.get_cached_value("CFM Settings", None, "links_in_reminders"):
		return False
	is_open = referral.workflow_state not in referral_states.ENDED and referral.mode != SELF
	may_be_read = (
		not referral.is_protection and referral.record().level < SENSITIVE_FROM and not is_in_hiding(referral)
	)
	return bool(is_open and may_be_read and not referral_gate.person_says_no(referral))


def _revoke(record, mailed_only: bool = False) -> None:
	table = frappe.qb.DocType(TABLE)
	change = frappe.qb.update(table).set(table.revoked_on, now_datetime())
	change = change.where((table.record == record.name) & table.revoked_on.isnull())
	(change.where(table.is_mailed == 1) if mailed_only else change).run()


def _make(purpose: str, record: str, expires_on, is_mailed: int = 0) -> str:
	token = secrets.token_urlsafe(TOKEN_BYTES)
	insert_row(
		TABLE,
		purpose=purpose,
		record_type=RECORD_TYPE[purpose],
		record=record,
		token_index=sealing.blind_index("partner link", token),
		expires_on=expires_on,
		opened=0,
		is_mailed=is_mailed,
	)
	return get_url(f"/referral/{token}")


def _with_open_address(complaint: str) -> list[str]:
	link, referral = frappe.qb.DocType(TABLE), frappe.qb.DocType(RECORD_TYPE[REFERRAL])
	query = (
		frappe.qb.from_(link).join(referral).on(referral.name == link.record).select(referral.name).distinct()
	)
	return query.where((referral.complaint == complaint) & link.revoked_on.isnull()).run(pluck=True)
