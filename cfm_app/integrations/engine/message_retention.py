"""Lets go of what messages leave behind: what calls said, words that were sent, addresses that nobody needs any more.

Rows stay as numbers with their keys, so that a call repeated years later still finds that it was done. What lies at a
provider goes in provider_copies.py. Every step is bounded and does nothing the second time.
"""

from datetime import datetime

import frappe
from frappe.utils import now_datetime

from cfm_app.cfm_app.doctype.cfm_hold.cfm_hold import held
from cfm_app.confidentiality.rows import rows_touched
from cfm_app.integrations.engine import consent, provider_copies
from cfm_app.rules import message_keeping

EVENT, MESSAGE, MEDIA, POINT = "CFM Webhook Event", "CFM Message", "CFM Message Media", "CFM Contact Point"
RECIPIENT, BROADCAST, PERSON = "CFM Broadcast Recipient", "CFM Broadcast", "CFM Person"
COMPLAINT, CONTACT = "Complaint", "CFM Interaction"
MOST = 5000
FAILED, BROADCASTS_OVER = "Failed", ("Done", "Cancelled")


def purge() -> dict[str, int]:
	"""Every night: let go what is due, and leave what lies at providers to a worker; return {what: rows}."""
	days, now = _body_days(), now_datetime()
	without_record = message_keeping.links_go_before(now, days)
	done = {
		"payloads": _forget_payloads(),
		"words": _forget_words(message_keeping.words_go_before(now, days)),
		"attachments": _forget_attachments(message_keeping.words_go_before(now, days)),
		"links": _forget_whose(without_record) + _forget_recipients(without_record),
		"addresses": forget_addresses(_old_points(without_record)),
	}
	provider_copies.start()
	return done


def purge_at_once() -> None:
	"""Every minute, where nothing of a call is to be kept: forget what the calls said that are done."""
	if not frappe.get_cached_doc("CFM Channel Settings").payload_days:
		_forget_payloads()


def delete_at_providers() -> None:
	"""Job: delete at the providers what is over here. See provider_copies.py."""
	provider_copies.delete()


def forget_addresses(contact_points: list[str]) -> int:
	"""Delete those of these contact points that nothing needs any more; a STOP stays, as a blind index only.

	Keywords and broadcasts that are over need nobody's address: they stay as numbers.
	"""
	gone = sorted(set(contact_points) - _needed(contact_points))
	if gone:
		for doctype in (MESSAGE, RECIPIENT):
			table = frappe.qb.DocType(doctype)
			frappe.qb.update(table).set(table.contact_point, None).where(table.contact_point.isin(gone)).run()
		consent.forget(gone)
		point = frappe.qb.DocType(POINT)
		frappe.qb.from_(point).delete().where(point.name.isin(gone)).run()
	return len(gone)


def _body_days() -> int:
	return frappe.get_cached_doc("CFM Channel Settings").body_days or 0


def _forget_payloads() -> int:
	"""Unseal what calls said that are done. A message that could not be dealt with waits for somebody, however long."""
	days = frappe.get_cached_doc("CFM Channel Settings").payload_days or 0
	table, now = frappe.qb.DocType(EVENT), now_datetime()
	over = table.state.isin(["Done", "Refused"]) | ((table.state == "Parked") & (table.kind != "message"))
	query = frappe.qb.from_(table).select(table.name).where(over).where(table.sealed.isnotnull())
	query = query.where(table.received_on <= message_keeping.words_go_before(now, days))
	return _emptied(table, query.limit(MOST).run(pluck=True), purged_on=now)


def _forget_words(before: datetime) -> int:
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).select(table.name, table.record_type, table.record)
	query = query.where(table.sealed.isnotnull()).where(table.creation <= before)
	query = query.where(table.state.notin(message_keeping.UNFINISHED)).orderby(table.creation)
	rows = query.limit(MOST).run(as_dict=True)
	kept = _on_hold({row.record for row in rows if row.record})
	names = [row.name for row in rows if row.record not in kept]
	return _emptied(table, names, words_purged_on=now_datetime())


def _forget_attachments(before: datetime) -> int:
	"""Forget where attachments lay that were never fetched: until then they can be asked for once more."""
	table = frappe.qb.DocType(MEDIA)
	query = frappe.qb.from_(table).select(table.name).where(table.state == FAILED)
	query = query.where(table.sealed.isnotnull()).where(table.creation <= before)
	return _emptied(table, query.limit(MOST).run(pluck=True))


def _forget_whose(before: datetime) -> int:
	"""Take the contact point out of messages on no record: keywords, their answers, broadcasts."""
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.update(table).set(table.contact_point, None).set(table.text_hash, None)
	query = query.where(table.record.isnull() & table.contact_point.isnotnull())
	query.where(table.creation <= before).where(table.state.notin(message_keeping.UNFINISHED)).run()
	return rows_touched()


def _forget_recipients(before: datetime) -> int:
	broadcast, table = frappe.qb.DocType(BROADCAST), frappe.qb.DocType(RECIPIENT)
	over = frappe.qb.from_(broadcast).select(broadcast.name)
	over = over.where(broadcast.state.isin(BROADCASTS_OVER)).where(broadcast.modified <= before)
	query = frappe.qb.update(table).set(table.contact_point, None)
	query.where(table.contact_point.isnotnull()).where(table.broadcast.isin(over)).run()
	return rows_touched()


def _old_points(before: datetime) -> list[str]:
	point, message, person = (frappe.qb.DocType(name) for name in (POINT, MESSAGE, PERSON))
	query = frappe.qb.from_(point).left_join(message).on(message.contact_point == point.name)
	query = query.left_join(person).on(person.name == point.person).select(point.name)
	query = query.where(message.name.isnull() & person.name.isnull()).where(point.creation <= before)
	return query.limit(MOST).run(pluck=True)


def _needed(contact_points: list[str]) -> set[str]:
	"""Return those that a message about a record, one under way, a person in the vault or an open broadcast refers to."""
	wanted = list(contact_points) or [""]
	point, message, person = (frappe.qb.DocType(name) for name in (POINT, MESSAGE, PERSON))
	recipient, broadcast = frappe.qb.DocType(RECIPIENT), frappe.qb.DocType(BROADCAST)
	written = frappe.qb.from_(message).select(message.contact_point).where(message.contact_point.isin(wanted))
	written = written.where(message.record.isnotnull() | message.state.isin(message_keeping.UNFINISHED))
	known = frappe.qb.from_(point).join(person).on(person.name == point.person).select(point.name)
	known = known.where(point.name.isin(wanted))
	told = frappe.qb.from_(recipient).join(broadcast).on(broadcast.name == recipient.broadcast)
	told = told.select(recipient.contact_point).where(recipient.contact_point.isin(wanted))
	told = told.where(broadcast.state.notin(BROADCASTS_OVER))
	return {name for query in (written, known, told) for name in query.run(pluck=True)}


def _on_hold(records: set[str]) -> set[str]:
	"""Return those of these complaints and contacts that must be kept whole."""
	table = frappe.qb.DocType(COMPLAINT)
	query = frappe.qb.from_(table).select(table.name, table.interaction)
	names = list(records) or [""]
	rows = query.where(table.name.isin(names) | table.interaction.isin(names)).run()
	kept = held([name for name, _contact in rows])
	return kept | {contact for name, contact in rows if name in kept}


def _emptied(table, names: list[str], **values) -> int:
	if names:
		query = frappe.qb.update(table).set(table.sealed, None).set(table.key_id, None)
		for column, value in values.items():
			query = query.set(table[column], value)
		query.where(table.name.isin(names)).run()
	return len(names)
