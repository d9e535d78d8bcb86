"""Takes the mails of a mailbox: each once, whole or not at all, and marked there only when it is stored here."""

import hashlib

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import files, sealing
from cfm_app.confidentiality.rows import insert_or_count
from cfm_app.handling import timeline
from cfm_app.integrations.base.errors import SendError
from cfm_app.integrations.base.types import Address, InboundMessage, StatusEvent
from cfm_app.integrations.email import mailbox, message_ids
from cfm_app.integrations.email.mailbox import IGNORED, KNOWN, LEFT, TAKEN, Letter
from cfm_app.integrations.engine import arrivals, media, quarantine, status
from cfm_app.portal.requests import as_guest
from cfm_app.rules import mail_answers, mail_parts, mail_rules, media_rules
from cfm_app.rules.mail_parts import Mail
from cfm_app.rules.uploads import Upload

TABLE, MESSAGE = "CFM Webhook Event", "CFM Message"
TOO_BIG = "too_big"
PATIENCE_SECONDS = 3600
# After so many failures a mail is taken as it is, without being taken apart.
MOST_FAILURES = 3
# Bytes that attachments are written as text in a mail: four thirds, line ends, and room for the words.
WRITTEN_AS_TEXT = 1.4


def visit(account, line_name: str) -> None:
	"""Take what is new in the mailbox of a line. What cannot be taken now stays there for the next visit. Commits."""
	line = frappe.get_cached_doc("CFM Message Line", line_name)
	if not _may_receive(line):
		return
	try:
		with mailbox.opened(account) as box:
			_empty(box, line, account.email_id.casefold())
	except (*mailbox.BROKEN, SendError) as error:
		frappe.db.rollback()
		_not_read(line, getattr(error, "code", "") or type(error).__name__)
	else:
		frappe.cache.set_value(_read_lately(line), 1, expires_in_sec=PATIENCE_SECONDS)


def _not_read(line, code: str) -> None:
	"""Tell the administrators when a mailbox could not be read for a while; servers are away for minutes now and then."""
	frappe.logger("cfm_app").error(f"line {line.name}: its mailbox could not be read: {code}")
	if not frappe.cache.get_value(_read_lately(line), expires=True):
		quarantine.tell_once_a_day(line, "mailbox_unread")
		frappe.db.commit()  # reason: the alert stands alone, nothing else was done


def _read_lately(line) -> str:
	return f"cfm_mailbox_read|{line.name}"


def _may_receive(line) -> bool:
	is_on = frappe.db.get_single_value("CFM Channel Settings", "receiving_on")
	return bool(is_on and line.is_active and line.receives)


def _empty(box, line, own_address: str) -> None:
	settings = frappe.get_cached_doc("CFM Channel Settings")
	most_bytes = int(media_rules.limit_bytes(line.kind, settings.media_limit_mb) * WRITTEN_AS_TEXT)
	nothing_left = True
	for letter in box.letters(most_bytes):
		outcome = take(letter, line, own_address)
		box.settled(letter, outcome, bool(settings.delete_at_provider))
		nothing_left = nothing_left and outcome != LEFT
		if nothing_left:
			box.move_bookmark(letter)
		frappe.db.commit()  # reason: the bookmark must not fall behind what the mailbox already shows as seen


def take(letter: Letter, line, own_address: str) -> str:
	"""Put one mail on file and return what became of it: taken, known, ignored or left. Commits, or undoes all of it."""
	mail = mail_parts.take_apart(letter.raw, letter.whole)
	key = _event_key(letter, mail, line, own_address)
	failures = _failures(key)
	if failures >= MOST_FAILURES:
		mail = Mail(headers=mail.headers, notes=(mail_parts.UNREADABLE,))
	try:
		with as_guest():
			outcome = _store(letter, mail, line, own_address, key)
		frappe.db.commit()  # reason: only what is stored for good may be marked in the mailbox
		return outcome
	except Exception as error:
		frappe.db.rollback()
		_count_failure(key, line, type(error).__name__)
		frappe.db.commit()  # reason: the failure is counted, so that the third one takes another way
		return LEFT


def _store(letter: Letter, mail: Mail, line, own_address: str, key: str) -> str:
	event = _claim(key, line)
	if not event:
		return KNOWN
	machine = mail_rules.automatic(mail.headers, own_address)
	if machine:
		_apply_report(mail, line, key)
		_done(event, None, machine)
		return IGNORED
	message = arrivals.take(_message(letter, mail, line, own_address, key), line, key)
	_keep_attachments(message, letter, mail)
	_done(event, message)
	return TAKEN


def _event_key(letter: Letter, mail: Mail, line, own_address: str) -> str:
	"""Return what makes a mail unique for ever. Some programs give every mail the same id: writer and date count as well."""
	told = (mail.message_id, mail_rules.writer(mail.headers, own_address), mail.date)
	known_by = "|".join(told) if mail.message_id else hashlib.sha256(letter.raw).hexdigest()
	return sealing.keyed_hash("index", f"e-mail|{line.name}|{known_by}")


def _claim(key: str, line) -> str | None:
	"""Return the row of a mail that is not on file yet, None for one that is."""
	new = {"event_key": key, "account": line.account, "line": line.name, "kind": "message", "state": "Parked"}
	name = insert_or_count(TABLE, "duplicates", **new, received_on=now_datetime())
	if name:
		return name
	row = frappe.db.get_value(  # reason: the engine's own row
		TABLE, {"event_key": key}, ["name", "state"], as_dict=True, for_update=True
	)
	return row.name if row.state == "Parked" else None


def _failures(key: str) -> int:
	return (
		frappe.db.get_value(TABLE, {"event_key": key, "state": "Parked"}, "attempts") or 0
	)  # reason: as above


def _done(event: str, message: str | None, reason: str | None = None) -> None:
	values = {"state": "Done", "message": message, "reason": reason}
	frappe.db.set_value(TABLE, event, values)  # reason: as above


def _count_failure(key: str, line, reason: str) -> None:
	parked = {
		"event_key": key,
		"account": line.account,
		"line": line.name,
		"kind": "message",
		"state": "Parked",
	}
	insert_or_count(TABLE, "attempts", **parked, attempts=1, reason=reason, received_on=now_datetime())
	frappe.logger("cfm_app").warning(f"line {line.name}: a mail stays in its mailbox: {reason}")
	quarantine.tell_once_a_day(line, "message_parked")


def _message(letter: Letter, mail: Mail, line, own_address: str, key: str) -> InboundMessage:
	writer = mail_rules.writer(mail.headers, own_address)
	answered = message_ids.ours(mail.answers)
	words = mail_rules.without_quoted_history(mail.text) if answered else mail.text
	# the subject of an answer is ours; where nothing else was written it is all there is
	subject = mail.subject if words and not answered else ""
	notes = [_sentence(code) for code in (*mail.notes, *(() if letter.whole else (TOO_BIG,)))]
	return InboundMessage(
		key=key,
		provider_ref=f"{line.name}/{letter.place}" if letter.place else "",
		sender=Address("email", writer) if writer else Address("withheld", ""),
		text="\n\n".join([words or mail.subject, *(f"[{note}]" for note in notes)]).strip(),
		profile_name=mail_rules.writer_name(mail.headers),
		subject=subject,
		in_reply_to=tuple(answered),
		attached=len(mail.attachments),
		is_only_named=mail_rules.is_only_named(mail.headers, own_address),
	)


def _sentence(code: str) -> str:
	megabytes = frappe.db.get_single_value("CFM Channel Settings", "media_limit_mb")
	return {
		mail_parts.TOO_LONG: _("This e-mail was too long. Only its beginning is kept."),
		mail_parts.TOO_MANY: _(
			"This e-mail had more attachments than can be taken. The first ones are kept."
		),
		mail_parts.NOTHING: _("There were no words in this e-mail that could be read."),
		mail_parts.UNREADABLE: _("This e-mail could not be read. It is kept as a file, as it came."),
		TOO_BIG: _("This e-mail was larger than {0} MB. Its words are kept, its attachments are not.").format(
			megabytes
		),
	}[code]


def _keep_attachments(message: str, letter: Letter, mail: Mail) -> None:
	record_type, record = frappe.db.get_value(MESSAGE, message, ["record_type", "record"])
	if not record:
		return  # a keyword alone
	for position, data in enumerate(mail.attachments):
		media.keep(message, position, data)
	if mail.attachments:
		frappe.db.set_value(MESSAGE, message, "media_count", len(mail.attachments), update_modified=False)
	if {mail_parts.UNREADABLE, mail_parts.NOTHING} & set(mail.notes):
		files.add(record_type, record, Upload("text/plain", "txt", letter.raw))
		timeline.write(frappe.get_doc(record_type, record), "file added", detail="txt", for_person=1)


def _apply_report(mail: Mail, line, key: str) -> None:
	"""Take what a mail server reports about a mail of ours; of others' mails nothing is kept."""
	reported = message_ids.ours(mail.reported_on)
	report = mail.report or mail_parts.Report("failed" if _is_bounce(mail) else "", "")
	state = mail_answers.state_of_report(report.action)
	for message_id, message in list(reported.items())[:1] if state else ():
		event = StatusEvent(key, message_id, report.action, state, message, report.code)
		status.apply(event, line.account, source="report")


def _is_bounce(mail: Mail) -> bool:
	"""Tell whether a mail server wrote a report of the old kind, in words only; an answering machine has no such name."""
	return mail_rules.is_from_mail_server(mail.headers)
