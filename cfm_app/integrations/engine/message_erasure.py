"""What a person's erasure takes of her messages: words, address, attachments, and the copies at the providers."""

from collections import Counter

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.integrations.engine import media, message_retention, provider_copies
from cfm_app.rules import message_states

MESSAGE, STATUS, MEDIA, EVENT = "CFM Message", "CFM Message Status", "CFM Message Media", "CFM Webhook Event"
POINT = "CFM Contact Point"
# what stays of a message until its copy at the provider is gone: enough to have it deleted
STAYS = {
	"name",
	"creation",
	"owner",
	"docstatus",
	"idx",
	"direction",
	"line",
	"kind",
	"state",
	"provider_key",
}


def forget(names: list[str], counts: Counter) -> None:
	"""Delete these messages of an erased record with all that hangs on them, and have them deleted at the provider."""
	rows = _rows(names)
	points = {row.contact_point for row in rows if row.contact_point}
	waiting = [row.name for row in rows if _has_a_copy(row)]
	_delete_followers(names, waiting, counts)
	_reduce(waiting)
	table = frappe.qb.DocType(MESSAGE)
	frappe.qb.from_(table).delete().where(table.name.isin(sorted(set(names) - set(waiting)) or [""])).run()
	counts[MESSAGE] += len(rows)
	counts[POINT] += _forget_addresses(sorted(points))
	if waiting:
		provider_copies.start()


def forget_whose(record: str, people: set[str] | None, counts: Counter) -> None:
	"""Take the addresses of these people (None: all) out of the messages of a record whose words stay."""
	# reason: the order to erase was approved; names of rows only
	message, point = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(POINT)
	query = frappe.qb.from_(message).join(point).on(point.name == message.contact_point)
	query = query.select(message.name, message.contact_point).where(message.record == record)
	if people is not None:
		query = query.where(point.person.isin(sorted(people) or [""]))
	rows = query.run()
	names = [name for name, _point in rows]
	_forget_calls(names)
	for name in names:
		frappe.db.set_value(MESSAGE, name, {"contact_point": None, "text_hash": None}, update_modified=False)
	counts[POINT] += _forget_addresses(sorted({each for _name, each in rows}))


def forget_addresses_of(people: set[str], counts: Counter) -> None:
	"""Forget where people who are no longer in the vault wrote from, unless a message of somebody else needs it."""
	point = frappe.qb.DocType(POINT)  # reason: the order to erase was approved; names of rows only
	query = frappe.qb.from_(point).select(point.name).where(point.person.isin(sorted(people) or [""]))
	counts[POINT] += _forget_addresses(query.run(pluck=True))


def _forget_addresses(points: list[str]) -> int:
	"""Forget these addresses; an answer to her STOP that has not left yet would keep hers, so it stays at home."""
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.update(table).set(table.state, "Cancelled").set(table.next_attempt_at, None)
	query = query.where(table.contact_point.isin(points or [""]) & (table.direction == "Out"))
	query = query.where(table.record.isnull() & table.broadcast.isnull())
	query.where(table.state.isin(message_states.WAITING)).run()
	return message_retention.forget_addresses(points)


def _rows(names: list[str]) -> list:
	table = frappe.qb.DocType(MESSAGE)
	columns = (
		table.name,
		table.line,
		table.kind,
		table.contact_point,
		table.provider_key,
		table.purged_at_provider_on,
	)
	return frappe.qb.from_(table).select(*columns).where(table.name.isin(names or [""])).run(as_dict=True)


def _has_a_copy(row) -> bool:
	if not row.provider_key or row.purged_at_provider_on:
		return False
	return provider_copies.can_be_deleted(row.line, row.kind)


def _delete_followers(names: list[str], waiting: list[str], counts: Counter) -> None:
	_forget_calls(names)
	status, attachment = frappe.qb.DocType(STATUS), frappe.qb.DocType(MEDIA)
	frappe.qb.from_(status).delete().where(status.message.isin(names or [""])).run()
	counts[STATUS] += rows_touched()
	done = sorted(set(names) - set(waiting)) or [""]
	frappe.qb.from_(attachment).delete().where(attachment.message.isin(done)).run()
	counts[MEDIA] += rows_touched()
	# where an attachment lies at the provider is known until it is deleted there; nothing fetches it any more
	query = frappe.qb.update(attachment).set(attachment.state, media.REFUSED)
	query = query.set(attachment.reason, media.ERASED).set(attachment.size, 0)
	query = query.set(attachment.sealed_file, None).set(attachment.sha256, None)
	query.where(attachment.message.isin(waiting or [""])).run()
	counts[MEDIA] += rows_touched()


def _forget_calls(names: list[str]) -> None:
	"""Unseal what the calls said that brought these messages; their keys stay, so that a repeated call finds them done."""
	table = frappe.qb.DocType(EVENT)
	query = frappe.qb.update(table).set(table.sealed, None).set(table.key_id, None)
	query.set(table.purged_on, now_datetime()).where(table.message.isin(names or [""])).run()


def _reduce(names: list[str]) -> None:
	table = frappe.qb.DocType(MESSAGE)
	meta = frappe.get_meta(MESSAGE)
	query = (
		frappe.qb.update(table).set(table.purpose, provider_copies.ERASED).set(table.modified, now_datetime())
	)
	query = query.set(table.modified_by, "Administrator").set(table.owner, "Administrator")
	for column in set(frappe.db.get_table_columns(MESSAGE)) - STAYS - {"purpose", "modified", "modified_by"}:
		query = query.set(table[column], 0 if _is_number(meta, column) else None)
	query.where(table.name.isin(names or [""])).run()


def _is_number(meta, column: str) -> bool:
	field = meta.get_field(column)
	return bool(field) and field.fieldtype in ("Int", "Float", "Check", "Currency")
