"""Attachments of messages: fetched by a worker, checked by content, sealed on the record, deleted at the provider.

Whatever goes wrong with an attachment, the words of its message are there; the row says what became of it.
"""

import json
from datetime import timedelta
from functools import partial
from hashlib import sha256

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import files, sealing
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.rows import insert_rows
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import soon, timeline
from cfm_app.integrations import registry
from cfm_app.integrations.base.errors import SendError
from cfm_app.integrations.base.types import MediaRef
from cfm_app.integrations.engine import media_fetch, provider_keys
from cfm_app.integrations.engine.media_fetch import FetchFailed
from cfm_app.portal.requests import as_guest
from cfm_app.rules import media_rules, message_uploads
from cfm_app.rules.access import FULL
from cfm_app.rules.uploads import Refusal

TABLE, MESSAGE = "CFM Message Media", "CFM Message"
WAITING, FETCHED, REFUSED, FAILED = "Waiting", "Fetched", "Refused", "Failed"
MOST, MOST_AT_ONCE = 10, 50
LEASE = timedelta(minutes=3)
JOB_SECONDS = 120
FOREIGN_ADDRESS, GAVE_UP, NO_RECORD, ERASED = "foreign_address", "gave_up", "no_record", "erased"


def plan(message_name: str, refs: tuple[MediaRef, ...]) -> list[str]:
	"""Remember the attachments of a message, ten at most, for workers to fetch after the commit; return their names."""
	if not refs:
		return []
	names = insert_rows(TABLE, [_row(message_name, ref) for ref in refs[:MOST]])
	for name in names:
		frappe.db.after_commit.add(partial(_hand_over, name))
	return names


def fetch_due() -> None:
	"""Every minute: hand to workers what waits, was too early, or was left by a worker that died."""
	due = {"state": WAITING, "next_attempt_at": ["<=", now_datetime()]}
	names = frappe.get_all(  # reason: the vault; a job, which reads names only
		TABLE, due, pluck="name", order_by="next_attempt_at", limit=MOST_AT_ONCE
	)
	for name in names:
		_hand_over(name)


def fetch(name: str) -> None:
	"""Job: fetch one attachment, unless somebody else is at it. Commits."""
	row = _claimed(name)
	if not row:
		return
	try:
		data = _fetched(row)
		with as_guest():
			_keep(row, data)
	except FetchFailed as failure:
		_failed(row, failure)
	except Exception as error:
		# queue and log would keep its words, which may be the person's
		frappe.db.rollback()
		_failed(row, FetchFailed(type(error).__name__, again=True))
		frappe.logger("cfm_app").error(f"attachment {name} was not kept: {type(error).__name__}")
	frappe.db.commit()  # reason: what was fetched is kept before the provider is asked to delete it
	delete_at_provider(name)


def keep(message_name: str, position: int, data: bytes) -> str:
	"""Keep an attachment that came together with its message, as those of e-mails do, by the same rules; return its row."""
	values = _row(message_name, MediaRef(position, "")) | {"sealed": None, "key_id": None}
	name = insert_rows(TABLE, [values])[0]
	_keep(_opened(name), data)
	return name


def of_record(record) -> list[dict]:
	"""Return [{name, position, state, reason, size, file, at}] of a record's attachments for who may read it.

	`file` is the name of the sealed file, shown with the other files of the record.
	"""
	if record_depth(record) < FULL:
		return []
	media, message = frappe.qb.DocType(TABLE), frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(media).join(message).on(message.name == media.message)
	query = query.select(media.name, media.message, media.position, media.state, media.reason, media.size)
	query = query.select(media.sealed_file.as_("file"), media.creation.as_("at"))
	query = query.where((message.record_type == record.doctype) & (message.record == record.name))
	return query.orderby(media.creation).orderby(media.position).run(as_dict=True)


def retry(name: str) -> None:
	"""Fetch an attachment again that could not be fetched. Raises AccessRefused, GuardRefused when there is nothing to fetch."""
	row = _opened(name)
	record = _record_of(row)
	if not record or record_depth(record) < FULL:
		frappe.throw(_("There is no such attachment, or you may not open it."), AccessRefused)
	if row.state != FAILED or not row.ref.url:
		frappe.throw(_("This attachment cannot be fetched again."), GuardRefused)
	_set(name, state=WAITING, attempts=0, reason=None, next_attempt_at=now_datetime())
	frappe.db.after_commit.add(partial(_hand_over, name))


def delete_at_provider(name: str) -> bool:
	"""Delete an attachment at its provider when it is settled here; True when it is gone there. Commits."""
	row = _opened(name)
	if not row or row.deleted_at_provider_on or row.state not in (FETCHED, REFUSED):
		return False
	if not row.ref.url or row.reason == FOREIGN_ADDRESS:
		return False
	provider = _provider_of(row)
	if not provider or not provider.capabilities(row.kind).deletes or not _wanted_gone(row):
		return False
	try:
		provider.delete_media(row.ref, row.provider_ref)
		_set(name, deleted_at_provider_on=now_datetime())
	except SendError as error:
		_set(name, delete_attempts=(row.delete_attempts or 0) + 1)
		frappe.logger("cfm_app").warning(f"attachment {name} not deleted at the provider: {error.code}")
	frappe.db.commit()  # reason: each one stands alone, and what is gone at the provider is gone
	return bool(frappe.db.get_value(TABLE, name, "deleted_at_provider_on"))


def place(name: str) -> str:
	"""Return what the sealed address of an attachment is bound to."""
	return f"{TABLE}|{name}"


def _row(message_name: str, ref: MediaRef) -> dict:
	name = frappe.generate_hash(length=10)
	told = {"position": ref.position, "url": ref.url, "declared_type": ref.declared_type}
	sealed, key_id = sealing.seal(json.dumps(told), place(name))
	row = {"name": name, "message": message_name, "position": ref.position, "state": WAITING}
	return {**row, "sealed": sealed, "key_id": key_id, "next_attempt_at": now_datetime()}


def _hand_over(name: str) -> None:
	path = "cfm_app.integrations.engine.media.fetch"
	soon.hand_over(path, job_id=f"cfm-media-{name}", timeout=JOB_SECONDS, name=name)


def _claimed(name: str):
	"""Take an attachment for as long as a worker may need; None when it is settled, too early or taken."""
	due = {"name": name, "state": WAITING, "next_attempt_at": ["<=", now_datetime()]}
	if not frappe.db.get_value(TABLE, due, "name", for_update=True):
		frappe.db.commit()  # reason: gives the lock back
		return None
	row = _opened(name)
	row.attempts = (row.attempts or 0) + 1
	_set(name, attempts=row.attempts, next_attempt_at=now_datetime() + LEASE)
	frappe.db.commit()  # reason: other workers must see that this one is taken
	return row


def _fetched(row) -> bytes:
	"""Return the bytes of an attachment. Raises FetchFailed."""
	if not row.record:
		raise FetchFailed(NO_RECORD)
	if row.attempts > len(media_rules.SECONDS_AFTER_FAILURE) + 1:
		raise FetchFailed(GAVE_UP)
	provider = _provider_of(row)
	asked = provider.media_request(row.ref, row.provider_ref) if provider else None
	if not asked:
		raise FetchFailed(FOREIGN_ADDRESS)
	return media_fetch.fetch(*asked, _limit(row.kind), provider.media_hosts)


def _keep(row, data: bytes) -> None:
	"""Seal the attachment on the record of its message, or note why it is not taken."""
	upload = _checked(row, data)
	if isinstance(upload, Refusal):
		_set(row.name, state=REFUSED, reason=upload.code, size=len(data), next_attempt_at=None)
		return
	file = files.add(row.record_type, row.record, upload)
	timeline.write(_record_of(row), "file added", detail=upload.extension, for_person=1)
	told = {"sealed_file": file, "sha256": sha256(data).hexdigest(), "size": len(upload.data_clean)}
	_set(row.name, state=FETCHED, reason=None, next_attempt_at=None, **told)


def _checked(row, data: bytes):
	"""Return the cleaned upload or its refusal. An installed scanner is asked before anything opens the file."""
	for scanner in frappe.get_hooks("cfm_media_scanner"):
		if not frappe.get_attr(scanner)(data):
			return Refusal("malware")
	return message_uploads.check(data, _limit(row.kind))


def _failed(row, failure: FetchFailed) -> None:
	wait = media_rules.seconds_until_next_try(failure.code, row.attempts) if failure.again else None
	later = now_datetime() + timedelta(seconds=wait) if wait else None
	state = WAITING if wait else REFUSED if failure.code in ("too_large", FOREIGN_ADDRESS) else FAILED
	_set(row.name, state=state, reason=failure.code, next_attempt_at=later)


def _limit(kind: str) -> int:
	return media_rules.limit_bytes(kind, frappe.db.get_single_value("CFM Channel Settings", "media_limit_mb"))


def _wanted_gone(row) -> bool:
	return row.reason == ERASED or bool(
		frappe.db.get_single_value("CFM Channel Settings", "delete_at_provider")
	)


def _opened(name: str):
	"""Return the row with its message's record, line and id at the provider, and `ref`; None when there is none."""
	media, message = frappe.qb.DocType(TABLE), frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(media).join(message).on(message.name == media.message).select(media.star)
	query = query.select(
		message.record_type, message.record, message.line, message.kind, message.provider_key
	)
	rows = query.where(media.name == name).run(as_dict=True)
	if not rows:
		return None
	row = rows[0]
	told = json.loads(sealing.open_sealed(row.sealed, row.key_id, place(name))) if row.sealed else {}
	row.ref = MediaRef(row.position, told.get("url", ""), told.get("declared_type", ""))
	row.account = frappe.db.get_value("CFM Message Line", row.line, "account") if row.line else None
	row.provider_ref = provider_keys.reference_in(row.provider_key)
	return row


def _record_of(row):
	return frappe.get_doc(row.record_type, row.record) if row and row.record else None


def _provider_of(row):
	return registry.provider_of(row.account) if row.account else None


def _set(name: str, **values) -> None:
	frappe.db.set_value(TABLE, name, values, update_modified=False)
