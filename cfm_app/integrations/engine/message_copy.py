"""What a person may have of the messages between her and us, for the copy of her own data."""

import frappe

from cfm_app.integrations.engine import consent, outgoing_words

MESSAGE = "CFM Message"
ON_THEIR_WAY = ("Accepted", "Sent", "Delivered", "Read")


def sent(record) -> list:
	"""Return [{at, text}] of what was sent to her about a complaint or contact, oldest first; "" for deleted words.

	Asks nobody: the caller has checked the request.
	"""
	table = frappe.qb.DocType(MESSAGE)  # reason: she has had these messages; the request was checked before
	query = _about(record).select(table.name, table.sealed, table.key_id, table.creation.as_("at"))
	query = (
		query.where(table.direction == "Out").where(table.state.isin(ON_THEIR_WAY)).orderby(table.creation)
	)
	rows = query.run(as_dict=True)
	for row in rows:
		row.text = outgoing_words.opened(row).get("body", "")
	return rows


def wishes(record) -> list:
	"""Return [{at, change, scope, source}] of what she said about being written to, oldest first."""
	table = frappe.qb.DocType(MESSAGE)  # reason: she has had these messages; the request was checked before
	query = _about(record).select(table.contact_point).distinct()
	return consent.history(query.where(table.contact_point.isnotnull()).run(pluck=True))


def _about(record):
	table = frappe.qb.DocType(MESSAGE)  # reason: she has had these messages; the request was checked before
	names = [name for name in (record.name, record.get("interaction")) if name]
	return frappe.qb.from_(table).where(table.record.isin(names))
