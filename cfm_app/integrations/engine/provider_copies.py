"""What lies at the providers: messages and attachments are deleted there once they are over here; what is left is counted."""

from collections import defaultdict
from itertools import chain

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.handling import soon
from cfm_app.integrations import registry
from cfm_app.integrations.base.errors import ConfigBroken, Permanent, SendError
from cfm_app.integrations.engine import media, provider_keys
from cfm_app.rules import message_keeping

MESSAGE, MEDIA, LINE = "CFM Message", "CFM Message Media", "CFM Message Line"
ACCOUNT = "CFM Provider Account"
MOST = 2000
JOB_SECONDS = 1500
ENOUGH = 3
PATH = "cfm_app.integrations.engine.message_retention.delete_at_providers"
ERASED = "Erased"


def start() -> None:
	"""Leave the deleting to a worker once the transaction has committed; what is left is found every night."""
	soon.start_soon(PATH, job_id="cfm-delete-at-providers", timeout=JOB_SECONDS)


def delete() -> int:
	"""Delete at the providers what is over here, oldest first; return how many copies are gone. Commits each.

	A provider that refuses everything is left alone for this night.
	"""
	return sum(_delete_of(registry.provider_of(account), rows) for account, rows in _waiting().items())


def left() -> dict:
	"""Return {messages, attachments, oldest} that are over here and should have been deleted at a provider by now."""
	now = now_datetime()
	waiting = chain.from_iterable(_waiting(for_ever=True).values())
	late = [row for row in waiting if message_keeping.is_left_behind(row.creation, now)]
	attachments = [row for row in late if row.attachments]
	oldest = min((row.creation for row in late), default=None)
	return {"messages": len(late), "attachments": len(attachments), "oldest": oldest}


def can_be_deleted(line: str | None, kind: str) -> bool:
	"""Tell whether the provider of a line deletes what it is asked to."""
	account = frappe.db.get_value(LINE, line, "account") if line else None
	return bool(account) and registry.provider_of(account).capabilities(kind).deletes


def _waiting(for_ever: bool = False) -> dict[str, list]:
	"""Return {account: [messages whose copy there should go]}, each account's own oldest: none stands in another's way.

	A message is {name, kind, state, creation, provider_key, attachments}.
	"""
	lines = defaultdict(list)
	for line in _lines(for_ever):
		if registry.provider_of(line.account).capabilities(line.kind).deletes:
			lines[line.account].append(line.name)
	return {account: _waiting_on(names, for_ever) for account, names in lines.items()}


def _lines(for_ever: bool) -> list:
	line, account = frappe.qb.DocType(LINE), frappe.qb.DocType(ACCOUNT)
	query = frappe.qb.from_(line).join(account).on(account.name == line.account)
	query = query.select(line.name, line.kind, line.account)
	if not for_ever:
		query = query.where((account.is_active == 1) & account.paused_on.isnull())
	return query.run(as_dict=True)


def _waiting_on(lines: list[str], for_ever: bool) -> list:
	table, now = frappe.qb.DocType(MESSAGE), now_datetime()
	query = frappe.qb.from_(table).where(table.line.isin(lines))
	query = query.select(table.name, table.kind, table.state, table.creation, table.provider_key)
	query = query.where(table.provider_key.isnotnull() & table.purged_at_provider_on.isnull())
	query = query.where(table.state.notin(message_keeping.UNFINISHED))
	if not for_ever:
		query = query.where(table.modified >= now - message_keeping.LONGEST_TRY)
	if not frappe.get_cached_doc("CFM Channel Settings").delete_at_provider:
		query = query.where(table.purpose == ERASED)
	rows = query.orderby(table.creation).limit(MOST).run(as_dict=True)
	rows = [row for row in rows if message_keeping.is_over(row.state, row.creation, now)]
	return _without_open_attachments(rows)


def _without_open_attachments(rows: list) -> list:
	"""Leave out messages with an attachment that may still be fetched: with the message it would be gone."""
	table = frappe.qb.DocType(MEDIA)
	query = frappe.qb.from_(table).select(table.message, table.name, table.state, table.sealed)
	query = query.where(table.reason.isnull() | (table.reason != media.FOREIGN_ADDRESS))
	query = query.where(table.message.isin([row.name for row in rows] or [""]))
	query = query.where(table.deleted_at_provider_on.isnull())
	open_ones, closed = set(), defaultdict(list)
	for message, name, state, sealed in query.run():
		if state == media.WAITING or (state == media.FAILED and sealed):
			open_ones.add(message)
		elif sealed:
			closed[message].append(name)
	for row in rows:
		row.attachments = closed[row.name]
	return [row for row in rows if row.name not in open_ones]


def _delete_of(provider, rows: list) -> int:
	gone = refused_in_a_row = 0
	for row in rows:
		try:
			if all(media.delete_at_provider(attachment) for attachment in row.attachments):
				provider.delete_message(provider_keys.reference_in(row.provider_key))
				_gone(row)
				gone += 1
			refused_in_a_row = 0
		except SendError as error:
			frappe.logger("cfm_app").warning(f"message {row.name} not deleted at the provider: {error.code}")
			refused_in_a_row += not isinstance(error, Permanent)
			if isinstance(error, ConfigBroken) or refused_in_a_row == ENOUGH:
				break
		frappe.db.commit()  # reason: what is gone at the provider is gone
	return gone


def _gone(row) -> None:
	"""Note that the copy is gone. A message that was erased here has nothing left to be kept for."""
	table = frappe.qb.DocType(MESSAGE)
	frappe.qb.from_(table).delete().where((table.name == row.name) & (table.purpose == ERASED)).run()
	if rows_touched():
		frappe.db.delete(MEDIA, {"message": row.name})
	else:
		frappe.db.set_value(MESSAGE, row.name, "purged_at_provider_on", now_datetime(), update_modified=False)
