"""Finds out whether a message was taken when nobody knows: first a report is waited for, then the provider is asked.

Where the provider cannot be asked nothing is sent again by itself: the message ends as a dead letter that says
"unknown_outcome", and a person decides whether to risk a second one.
"""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.integrations import registry
from cfm_app.integrations.engine import breaker, message_rows, outcomes, sending
from cfm_app.integrations.engine.later import NotNow
from cfm_app.rules.message_states import after_not_found

MOST_AT_ONCE = 50
# clocks differ, and a provider rounds
BEFORE_THE_ATTEMPT = timedelta(minutes=1)
# a gateway that cannot be asked may still report
LAST_CHANCE_TO_REPORT = timedelta(minutes=10)
UNKNOWN = "unknown_outcome"


def due() -> list[str]:
	"""Return the messages that are to be looked up now, oldest first."""
	table = message_rows.table()
	query = frappe.qb.from_(table).select(table.name).where(table.state == "Ambiguous")
	query = query.where(table.next_attempt_at <= now_datetime())
	return query.orderby(table.next_attempt_at).limit(MOST_AT_ONCE).run(pluck=True)


def look_up(name: str) -> None:
	"""Find out what became of one message. Commits."""
	message = _lease(name)
	if not message:
		return
	line = frappe.get_cached_doc("CFM Message Line", message.line)
	provider = registry.provider_of(line.account)
	if not provider.capabilities(line.kind).finds_messages:
		_leave_to_a_person(message)
	elif message.valid_until <= now_datetime():
		outcomes.give_up(message, UNKNOWN)
	else:
		_ask(message, line, provider)
	frappe.db.commit()  # reason: what became of one message must not depend on the next


def _lease(name: str):
	now, table = now_datetime(), message_rows.table()
	lease = now + sending.LEASE
	query = frappe.qb.update(table).set(table.lease_until, lease).set(table.next_attempt_at, lease)
	due_now = (table.state == "Ambiguous") & (table.next_attempt_at <= now)
	query.where((table.name == name) & due_now).run()
	won = rows_touched() == 1
	frappe.db.commit()  # reason: others must see the lease, and no lock is held while the provider answers
	return message_rows.whole(name) if won else None


def _leave_to_a_person(message) -> None:
	if message.attempted_on and message.attempted_on > now_datetime() - LAST_CHANCE_TO_REPORT:
		outcomes.wait_for_report(message, message.attempted_on + LAST_CHANCE_TO_REPORT)
	else:
		outcomes.give_up(message, UNKNOWN)


def _ask(message, line, provider) -> None:
	since = (message.attempted_on or message.creation) - BEFORE_THE_ATTEMPT
	outbound = sending.outbound_of(message, line, approved_words=False)
	try:
		breaker.pass_through(line.account)
		frappe.db.commit()  # reason: no lock is held while the provider answers
		found = provider.find(outbound, line, since)
	except NotNow as later:
		outcomes.wait_for_report(message, later.until)
	except Exception as error:
		# it could not be asked, so nothing is known that was not known before
		outcomes.not_looked_up(message, line, error)
	else:
		_found_or_not(message, line, found)


def _found_or_not(message, line, found) -> None:
	if found:
		outcomes.taken(message, line, found)
		return
	breaker.answered(line.account)
	lookups = message.lookups + 1
	outcomes.not_found(message, after_not_found(lookups, message.attempts), lookups)
