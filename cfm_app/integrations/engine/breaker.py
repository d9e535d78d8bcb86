"""Spares a provider that does not answer, and stops an account whose keys are refused, until somebody mends it."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.handling import alerts
from cfm_app.integrations.engine.later import NotNow

ACCOUNT = "CFM Provider Account"
FAILURES_TO_OPEN = 5
OPEN_FOR = timedelta(seconds=60)


def pass_through(account: str) -> None:
	"""Let a call to this account begin. Raises NotNow while it is paused or open; after a minute one call may try.

	A call that is let through changes the account's row where it is the one that tries: commit before it begins.
	"""
	now = now_datetime()
	row = _row(account)
	if row.paused_on:
		raise NotNow("account_paused")
	if row.open_until and not (row.open_until <= now and _takes_the_probe(account, now)):
		raise NotNow("breaker_open", max(row.open_until, now + OPEN_FOR / 2))


def answered(account: str) -> None:
	"""The provider has answered, with whatever: it is there."""
	row = _row(account)
	if row.failures or row.open_until:
		_set(account, failures=0, open_until=None)


def failed(account: str) -> None:
	"""The provider was not there or broke: count it, and leave it alone for a minute after five in a row."""
	table = frappe.qb.DocType(ACCOUNT)
	frappe.qb.update(table).set(table.failures, table.failures + 1).where(table.name == account).run()
	full = (table.name == account) & (table.failures >= FAILURES_TO_OPEN)
	frappe.qb.update(table).set(table.open_until, now_datetime() + OPEN_FOR).where(full).run()


def pause(account: str, code: str) -> None:
	"""Stop sending through an account until `resume`, and say so once. What waits goes on waiting."""
	table = frappe.qb.DocType(ACCOUNT)
	query = frappe.qb.update(table).set(table.paused_on, now_datetime()).set(table.paused_code, code)
	query.where((table.name == account) & table.paused_on.isnull()).run()
	if rows_touched():
		_forget(account)
		people = {*alerts.coordinators(), *alerts.administrators()}
		alerts.tell_all(people, frappe.get_doc(ACCOUNT, account), "account_paused")


def resume(account: str) -> None:
	"""Send through an account again; what waited leaves with the next sweep."""
	_set(account, paused_on=None, paused_code=None, failures=0, open_until=None)


def _takes_the_probe(account: str, now) -> bool:
	table = frappe.qb.DocType(ACCOUNT)
	over = (table.name == account) & (table.open_until <= now)
	frappe.qb.update(table).set(table.open_until, now + OPEN_FOR).where(over).run()
	return rows_touched() == 1


def _row(account: str):
	return frappe.db.get_value(ACCOUNT, account, ["failures", "open_until", "paused_on"], as_dict=True)


def _set(account: str, **values) -> None:
	frappe.db.set_value(ACCOUNT, account, values, update_modified=False)


def _forget(account: str) -> None:
	frappe.clear_document_cache(ACCOUNT, account)
