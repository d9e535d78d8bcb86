"""What waits for somebody who keeps entries of the directory: those to look at again, and changes others propose."""

import frappe
from frappe.utils import add_days, getdate

from cfm_app.directory import keepers, verification
from cfm_app.rules import service_freshness, service_keepers

SERVICE = verification.SERVICE
MOST, SHOWN = 2000, 50


def of(user: str) -> list[dict]:
	"""Return the entries this person keeps that somebody has to look at, the most urgent first.

	[{name, title, provider, service_type, freshness, due_on, last_day, reasons}]; `reasons` as in
	rules/service_freshness.py, and "without owner" for those that fell to her.
	"""
	able = keepers.able()
	mine = _asking({"owner_user": user}, able) if user in able else []
	fallen = _asking({"owner_user": ["not in", list(able)]}, able)
	kept = keepers.by_entry(fallen) if fallen else {}
	found = [*mine, *(row for row in fallen if user in kept[row.name])]
	return [_shown(row) for row in sorted(found, key=_urgency)[:SHOWN]]


def _asking(which: dict, able: frozenset[str]) -> list:
	"""Return the entries in use that ask for somebody: not verified, near an end, or without an owner."""
	soon = ["<=", add_days(getdate(), service_freshness.WARN_DAYS)]
	asks = [["due_on", "<=", getdate()], ["freshness", "!=", "verified"]]
	asks += [["ends_on", *soon], ["funding_ends_on", *soon], ["owner_user", "not in", list(able)]]
	fields = [*verification.FIELDS, "provider", "service_type"]
	rows = frappe.get_all(
		SERVICE, {"is_active": 1, **which}, fields, or_filters=asks, order_by="due_on", limit=MOST
	)
	return [row for row in rows if _add_reasons(row, able)]


def _add_reasons(row, able: frozenset[str]) -> list[str]:
	verification.set_standing(row)
	last = verification.last_day(row)
	row.last_day = last
	row.reasons = service_freshness.asks_for(row.freshness, last, row.verified_on, getdate())
	if service_keepers.is_orphan(service_keepers.Entry(row.owner_user), able):
		row.reasons.append(service_freshness.ORPHAN)
	return row.reasons


def _urgency(row) -> tuple:
	ended = service_freshness.ENDED not in row.reasons
	return ended, row.freshness != service_freshness.STALE, row.due_on or getdate(), row.title


def _shown(row) -> dict:
	shown = ("name", "title", "provider", "service_type", "freshness", "due_on", "last_day", "reasons")
	return frappe._dict({field: row[field] for field in shown})
