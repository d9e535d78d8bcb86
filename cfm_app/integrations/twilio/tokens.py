"""The secrets that Twilio signs its calls with, and the change from one auth token to the next without losing a call.

Twilio signs with the primary token only. So: make a secondary token in Twilio's console, enter it here as the next one,
promote it there, wait until a call signed with it has come, finish the rotation here. The old one is accepted for a
day more, for calls that were under way, and then wiped.
"""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime
from frappe.utils.password import remove_encrypted_password

from cfm_app.integrations.twilio.signature import SharedKey, SigningSecret

ACCOUNT, EVENT = "CFM Provider Account", "CFM Webhook Event"
GRACE = timedelta(hours=24)
# calls that Twilio had begun before the promotion are over by then
UNDER_WAY = timedelta(hours=1)
PREVIOUS_USED = "previous_token_used"


def tokens_of(account, now: datetime) -> list[SigningSecret]:
	"""Return the tokens that may sign at this time."""
	tokens = [
		SigningSecret("current", _secret(account, "auth_token")),
		SigningSecret("next", _secret(account, "next_auth_token")),
	]
	until = account.previous_valid_until and get_datetime(account.previous_valid_until)
	if until and now < until:
		late = PREVIOUS_USED if now > until - GRACE + UNDER_WAY else ""
		tokens.append(SigningSecret("previous", _secret(account, "previous_auth_token"), notice=late))
	return [token for token in tokens if token.secret]


def shared_keys_of(account) -> list[SharedKey]:
	"""Return the shared keys of an account, valid or not."""
	return [
		SharedKey(
			row.signing_key_id,
			_secret(row, "secret"),
			row.algorithm,
			row.valid_from and get_datetime(row.valid_from),
			row.valid_until and get_datetime(row.valid_until),
		)
		for row in account.signing_keys
	]


def next_token_seen_on(account) -> datetime | None:
	"""Return when the first call signed with the next token came, None while none has."""
	if not (account.next_auth_token and account.next_token_since):
		return None
	table = frappe.qb.DocType(EVENT)  # reason: only a time is told, to whoever may read the account
	query = frappe.qb.from_(table).select(table.received_on).orderby(table.received_on).limit(1)
	query = query.where(table.account == account.name).where(table.key_used == "next")
	return next(iter(query.where(table.received_on >= account.next_token_since).run(pluck=True)), None)


def finish(account) -> None:
	"""Make the next token the current one. Raises ValidationError while Twilio does not sign with it."""
	if not account.next_auth_token:
		frappe.throw(_("Enter the next token first."), title=_("Rotation of the token"))
	if not next_token_seen_on(account):
		frappe.throw(
			_(
				"No call signed with the next token has come yet. Promote it in the console of Twilio, send a message to one "
				"of your numbers, and try again."
			),
			title=_("Rotation of the token"),
		)
	_move_on(account)


def wipe_expired() -> None:
	"""Delete previous tokens whose day is over. Runs every minute."""
	expired = frappe.get_list(
		ACCOUNT,
		filters={"previous_valid_until": ["<=", now_datetime()]},
		pluck="name",
		ignore_permissions=True,  # reason: a job of the scheduler, for accounts of everybody
	)
	for name in expired:
		remove_encrypted_password(ACCOUNT, name, "previous_auth_token")
		gone = {"previous_auth_token": "", "previous_valid_until": None}  # nosec B105
		frappe.db.set_value(ACCOUNT, name, gone, update_modified=False)


def _move_on(account) -> None:
	current, following = _secret(account, "auth_token"), _secret(account, "next_auth_token")
	account.update({"auth_token": following, "next_auth_token": "", "next_token_since": None})  # nosec B105
	if current:
		until = now_datetime() + GRACE
		account.update({"previous_auth_token": current, "previous_valid_until": until})
	account.flags.written_by_app = True
	account.save()


def _secret(document, field: str) -> str:
	if not document.get(field):
		return ""
	return document.get_password(field, raise_exception=False) or ""
