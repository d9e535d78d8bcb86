"""Asks providers what became of messages they took and never reported on. After some questions it is said that nobody knows.

A report that comes later still counts: it takes the place of whatever is said here.
"""

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.integrations import registry
from cfm_app.integrations.engine import breaker, message_rows, outcomes, provider_keys, status
from cfm_app.integrations.engine.later import NotNow
from cfm_app.rules import send_timing
from cfm_app.rules.message_states import ON_ITS_WAY

MOST_AT_ONCE = 50
NO_REPORT = "no_report"


def due() -> list[str]:
	"""Return the messages about which something should have been reported by now, the longest waiting first."""
	table = message_rows.table()
	line, account = frappe.qb.DocType("CFM Message Line"), frappe.qb.DocType("CFM Provider Account")
	query = frappe.qb.from_(table).join(line).on(line.name == table.line)
	query = query.join(account).on(account.name == line.account).select(table.name)
	query = query.where((account.is_active == 1) & account.paused_on.isnull())
	query = query.where(table.state.isin(ON_ITS_WAY) & (table.next_attempt_at <= now_datetime()))
	return query.orderby(table.next_attempt_at).limit(MOST_AT_ONCE).run(pluck=True)


def ask(name: str) -> None:
	"""Ask about one message, where its provider can be asked, and note when to ask again. Commits."""
	message = message_rows.whole(name)
	line = frappe.get_cached_doc("CFM Message Line", message.line)
	provider = registry.provider_of(line.account)
	able = provider.capabilities(line.kind)
	try:
		if able.tells_status:
			breaker.pass_through(line.account)
	except NotNow as later:
		_change(message, {"next_attempt_at": later.until})
	else:
		if _change(message, _once_more(message, able)) and able.tells_status:
			_ask(message, line, provider)
	frappe.db.commit()  # reason: what became of one message must not depend on the next


def _once_more(message, able) -> dict:
	"""Return what is noted before a question: with the last one, that no report has come until somebody says otherwise."""
	if not (able.tells_status or able.delivery_reports):
		return {"next_attempt_at": None}
	asked = (message.lookups or 0) + 1
	again = send_timing.ask_at(message.sent_on, asked)
	is_unknown = not again and message.state == "Accepted"
	return {"lookups": asked, "next_attempt_at": again, **({"error_code": NO_REPORT} if is_unknown else {})}


def _change(message, values: dict) -> bool:
	"""Change a message about which nothing was reported or asked meanwhile; tell whether it was. Commits."""
	table = message_rows.table()
	same = (table.name == message.name) & (table.state == message.state)
	query = frappe.qb.update(table).where(same & (table.next_attempt_at == message.next_attempt_at))
	for column, value in values.items():
		query = query.set(table[column], value)
	query.run()
	won = rows_touched() == 1
	frappe.db.commit()  # reason: nobody else asks, and no lock is held while the provider answers
	return won


def _ask(message, line, provider) -> None:
	try:
		event = provider.fetch_status(provider_keys.reference_in(message.provider_key))
	except Exception as error:
		outcomes.could_not_ask(message, line, error)
	else:
		breaker.answered(line.account)
		if event:
			status.apply(event, line.account, source="look-up")
