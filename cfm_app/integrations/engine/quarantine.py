"""Calls that nobody signed: counted by line and day, never kept, and the administrators hear of it once a day."""

from frappe.utils import now_datetime, nowdate

from cfm_app.confidentiality.rows import insert_or_count
from cfm_app.handling import alerts
from cfm_app.portal import counters

TABLE = "CFM Webhook Event"
NOT_SIGNED = "not_signed"
DAY = 24 * 3600


def refuse(line, what: str, reason: str = NOT_SIGNED) -> None:
	"""Count a refused call. Nothing it said is kept: one row a day, line and reason, and one alarm with it."""
	first = insert_or_count(
		TABLE,
		"duplicates",
		event_key=f"refused {line.name} {nowdate()} {what} {reason}",
		account=line.account,
		line=line.name,
		kind=what,
		state="Refused",
		reason=reason,
		received_on=now_datetime(),
	)
	if first:
		alerts.tell_all(alerts.administrators(), line, "calls_refused")


def tell_once_a_day(line, code: str) -> None:
	"""Tell the administrators about a line by an alert's code, once a day."""
	if counters.is_first(f"told {code}", line.name, DAY):
		alerts.tell_all(alerts.administrators(), line, code)
