"""One attempt to send a message: a lease, the rules, the provider's call outside any lock, and what came of it."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality.rows import rows_touched
from cfm_app.integrations import registry
from cfm_app.integrations.base.errors import PolicyBlocked, WindowClosed
from cfm_app.integrations.base.types import OutboundMessage, SendResult
from cfm_app.integrations.engine import (
	breaker,
	contact_points,
	hook_urls,
	limits,
	message_rows,
	outcomes,
	outgoing_words,
	policy,
)
from cfm_app.integrations.engine.later import NotNow
from cfm_app.rules.message_states import WAITING
from cfm_app.rules.sending_policy import most_it_may_cost

# several times what a call may take, see the time limits of the providers' clients
LEASE = timedelta(seconds=120)


def attempt(name: str) -> None:
	"""Send one message if it is due, nobody else is at it and no rule speaks against it. Commits.

	Whatever happens, the message ends in a state that says so; nothing is raised for the message's own troubles.
	"""
	message = _lease(name)
	if not message:
		return
	try:
		outbound, line = _let_go(message)
	except NotNow as later:
		outcomes.waits(message, later)
	except PolicyBlocked as refusal:
		outcomes.blocked(message, refusal.code)
	except Exception as error:
		# a rule that breaks is no yes; the message is tried again and dies visibly if that does not help
		frappe.db.rollback()
		outcomes.not_asked(message, type(error).__name__)
	else:
		_call(message, outbound, line)
	frappe.db.commit()  # reason: what became of one message must not depend on the next


def outbound_of(message, line, approved_words: bool) -> OutboundMessage:
	"""Return what a provider gets for a row of CFM Message, with its words opened."""
	words = outgoing_words.opened(message)
	now = now_datetime()
	return OutboundMessage(
		name=message.name,
		line_address=line.address or "",
		to=contact_points.address_of(message.contact_point),
		body=words.get("body", ""),
		status_url=hook_urls.status_url(message.name, line),
		valid_for_seconds=max(int((message.valid_until - now).total_seconds()), 1),
		max_price=most_it_may_cost(message.price or 0),
		messaging_service=line.messaging_service or "",
		content_sid=policy.approved_content(message) if approved_words else "",
		content_variables=words.get("content_variables", {}) if approved_words else {},
		attempted_at=message.attempted_on or now,
	)


def _lease(name: str):
	"""Return the row of a due message that is ours alone for a while, None when it is not to be had."""
	now, table = now_datetime(), message_rows.table()
	due = (table.state.isin(WAITING)) & (table.next_attempt_at <= now) & (table.valid_until > now)
	query = frappe.qb.update(table).set(table.state, "Sending").set(table.lease_until, now + LEASE)
	query = query.set(table.attempted_on, None)
	query.where((table.name == name) & (table.direction == "Out") & due).run()
	won = rows_touched() == 1
	frappe.db.commit()  # reason: others must see the lease, and no lock is held while the provider answers
	if not won:
		return None
	limits.wait_for_turn()
	return message_rows.whole(name)


def _let_go(message) -> tuple:
	policy.check(message)
	line = frappe.get_cached_doc("CFM Message Line", message.line)
	message.attempted_on = now_datetime()
	outbound = outbound_of(message, line, policy.needs_approved_words(message))
	breaker.pass_through(line.account)
	return outbound, line


def _call(message, outbound: OutboundMessage, line) -> None:
	message.attempts = (message.attempts or 0) + 1
	marks = {"attempts": message.attempts, "attempted_on": message.attempted_on}
	message_rows.change(message.name, marks)
	frappe.db.commit()  # reason: after this line the message may have been taken, whatever becomes of this worker
	try:
		result = _sent(message, outbound, line)
	except Exception as error:
		outcomes.failed(message, line, error)
	else:
		outcomes.taken(message, line, result)


def _sent(message, outbound: OutboundMessage, line) -> SendResult:
	provider = registry.provider_of(line.account)
	try:
		return provider.send(outbound, line)
	except WindowClosed:
		# the provider counts the hours otherwise than we do; it has taken nothing
		approved = outbound_of(message, line, approved_words=True)
		if outbound.content_sid or not approved.content_sid:
			raise
		return provider.send(approved, line)
