"""Writes what became of an attempt. A report that came in meanwhile knows better and is never overwritten."""

import random
from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import access_log
from cfm_app.confidentiality.rows import rows_touched
from cfm_app.handling import message_marks
from cfm_app.integrations.base import errors
from cfm_app.integrations.base.types import SendResult
from cfm_app.integrations.engine import breaker, consent, limits, message_rows, status
from cfm_app.integrations.engine.later import NotNow
from cfm_app.rules import message_states, send_timing
from cfm_app.rules.message_states import Next

POINT = "CFM Contact Point"
WAIT_FOR_REPORT = timedelta(seconds=60)
# what content_guard says of words that would tell
TELLING = ("shared_words", "category_word", "forbidden_word")
chance = random.SystemRandom().random


def waits(message, later: NotNow) -> None:
	"""Put a message back that may not go now; the attempt does not count."""
	state = "Retry" if message.attempts else "Queued"
	_write(
		message, state=state, next_attempt_at=later.until or message.next_attempt_at, error_code=later.code
	)


def blocked(message, code: str) -> None:
	"""End a message that our own rules forbid; nothing has left. Words that wanted to get out are noted."""
	_write(message, state="Blocked", next_attempt_at=None, error_class="PolicyBlocked", error_code=code)
	frappe.logger("cfm_app").warning(f"message {message.name} was not sent: {code}")
	if code in TELLING:
		record = frappe._dict(doctype=message.record_type, name=message.record)
		access_log.write("refused", record, f"message {message.name}: {code}")


def not_asked(message, code: str) -> None:
	"""Try again later, because a rule could not even be asked."""
	message.attempts = (message.attempts or 0) + 1
	_again(message, message_states.after_not_taken(message.attempts), "NotAsked", code)


def taken(message, line, result: SendResult) -> None:
	"""Write that the provider has it, with its id there."""
	breaker.answered(line.account)
	known = {"segments": result.segments, "price": abs(result.price) if result.price else None}
	status.accept(message.name, line.account, result.provider_ref, result.state, known)
	# past the cache of documents: the next message need not read the line anew
	table = frappe.qb.DocType("CFM Message Line")
	frappe.qb.update(table).set(table.last_out_on, now_datetime()).where(table.name == line.name).run()


def failed(message, line, error: Exception) -> None:
	"""Write what an error of a provider means for the message, the line and the account."""
	if not isinstance(error, errors.SendError):
		# nobody knows how far it got
		error = errors.Ambiguous(type(error).__name__)
	REACTIONS[type(error)](message, line, error)


def unsure(message, line, error) -> None:
	"""Write that it may have been taken: a report is waited for, then the provider is asked."""
	breaker.failed(line.account)
	_write(
		message,
		state="Ambiguous",
		next_attempt_at=now_datetime() + WAIT_FOR_REPORT,
		lookups=0,
		**_said(error),
	)


def _throttled(message, line, error) -> None:
	breaker.answered(line.account)
	limits.slow_down(line.name)
	_again(
		message, message_states.after_not_taken(message.attempts), "Throttled", error.code, error.retry_after
	)


def _not_taken(message, line, error) -> None:
	breaker.failed(line.account)
	_again(message, message_states.after_not_taken(message.attempts), "Transient", error.code)


def _refused(message, line, error) -> None:
	breaker.answered(line.account)
	_write(message, state="Failed", next_attempt_at=None, **_said(error))
	if error.unreachable:
		mark_unreachable(message.contact_point, error.code)


def _stopped(message, line, error) -> None:
	breaker.answered(line.account)
	_write(message, state="Blocked", next_attempt_at=None, **_said(error))
	stopped_by_provider(message)


def _window_closed(message, line, error) -> None:
	breaker.answered(line.account)
	_write(
		message, state="Blocked", next_attempt_at=None, error_class="WindowClosed", error_code="window_closed"
	)


def _config_broken(message, line, error) -> None:
	breaker.pause(line.account, error.code)
	_write(
		message,
		state="Queued",
		attempts=message.attempts - 1,
		attempted_on=None,
		next_attempt_at=now_datetime(),
		**_said(error),
	)


REACTIONS = {
	errors.Throttled: _throttled,
	errors.Transient: _not_taken,
	errors.Ambiguous: unsure,
	errors.Permanent: _refused,
	errors.OptedOut: _stopped,
	errors.WindowClosed: _window_closed,
	errors.ConfigBroken: _config_broken,
	errors.PolicyBlocked: lambda message, _line, error: blocked(message, error.code),
}


def mark_unreachable(contact_point: str, code: str) -> None:
	"""Remember that messages do not reach this contact point, until the person writes again."""
	values = {"unreachable_on": now_datetime(), "unreachable_code": code}
	frappe.db.set_value(POINT, contact_point, values, update_modified=False)  # reason: the engine's own row


def stopped_by_provider(message) -> None:
	"""Take over that the person told the provider to stop, and cancel what else waits for her."""
	from cfm_app.integrations.engine import outbox

	consent.stopped_by_provider(message.contact_point, f"send|{message.name}")
	outbox.cancel({"contact_point": message.contact_point})


def not_found(message, step: Next, lookups: int) -> None:
	"""Write that the provider does not know a message which it may have taken."""
	if step.wait == "look_up":
		_write(message, lookups=lookups, next_attempt_at=now_datetime() + WAIT_FOR_REPORT)
	else:
		_again(message, step, "Ambiguous", "not_found")


def not_looked_up(message, line, error: Exception) -> None:
	"""The provider could not be asked: nothing is known that was not known before."""
	could_not_ask(message, line, error)
	wait_for_report(message)


def could_not_ask(message, line, error: Exception) -> None:
	"""Note what an error of a provider that was asked about a message means for its account."""
	if isinstance(error, errors.ConfigBroken):
		breaker.pause(line.account, error.code)
	elif isinstance(error, errors.Transient | errors.Ambiguous):
		breaker.failed(line.account)
	code = getattr(error, "code", type(error).__name__)
	frappe.logger("cfm_app").warning(f"message {message.name} was not looked up: {code}")


def wait_for_report(message, until: datetime | None = None) -> None:
	"""Go on waiting for a report about a message that may have been taken."""
	_write(message, next_attempt_at=until or now_datetime() + WAIT_FOR_REPORT)


def give_up(message, code: str) -> None:
	"""Leave a message to a person, who sees why."""
	_write(message, state="Dead letter", next_attempt_at=None, error_code=code)


def _again(message, step: Next, error_class: str, code: str, at_least: float = 0) -> None:
	values = {
		"state": step.state,
		"error_class": error_class,
		"error_code": code,
		"attempts": message.attempts,
	}
	wait = max(send_timing.backoff(message.attempts, chance()), at_least)
	due = now_datetime() + timedelta(seconds=wait) if step.wait else None
	_write(message, next_attempt_at=due, **values)


def _said(error) -> dict:
	return {"error_class": type(error).__name__, "error_code": error.code}


def _write(message, **values) -> bool:
	"""Change a message that is still ours and about which nothing was reported; tell whether it was."""
	table = message_rows.table()
	query = frappe.qb.update(table).where(table.name == message.name).where(table.state == message.state)
	query = query.where(table.lease_until == message.lease_until)
	for column, value in {**values, "modified": now_datetime()}.items():
		query = query.set(table[column], value)
	query.run()
	won = rows_touched() == 1
	if won:
		message_marks.mark(message.name, values.get("state") or "", message.state)
	return won
