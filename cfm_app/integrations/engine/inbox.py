"""Takes what providers call us with: proves it, claims it once, seals it, answers; a worker does the rest.

The stored row is the truth. Redis, a worker or the machine may fail at any point: the sweeper finds what was left.
A switched-off inbox or line still takes signed calls and keeps them sealed until it is on again: few providers call
twice, so a refusal would lose what a person wrote.
"""

from dataclasses import replace
from functools import partial

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import sealing
from cfm_app.confidentiality.rows import insert_or_count, rows_touched
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import soon
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.integrations import registry
from cfm_app.integrations.base.types import Answer, AuthResult, Event, InboundMessage, RawRequest, StatusEvent
from cfm_app.integrations.engine import hook_urls, open_events, quarantine, sealed_events

TABLE, ACCOUNT, SETTINGS = "CFM Webhook Event", "CFM Provider Account", "CFM Channel Settings"


@again_on_deadlock
def receive(path_key: str, what: str, request: RawRequest) -> Answer:
	"""Answer one call of a provider; what it says is stored once, whoever repeats it.

	`what`: the rest of the path, "message", "status" or "status/<message>.<proof>". 404 for an address nobody was
	given, 405 for a method the provider does not use, 403 for what is not signed. Commits nothing itself.
	"""
	kind, _slash, part = what.partition("/")
	line = hook_urls.line_of(path_key) if kind in (hook_urls.MESSAGE, hook_urls.STATUS) else None
	if not line:
		return Answer(status=404)
	provider = registry.provider_of(line.account)
	if request.method not in provider.methods:
		return Answer(status=405)
	signed = provider.authenticate(request, hook_urls.base_urls()) or _proved_anew(line, request)
	if not signed:
		quarantine.refuse(line, kind)
		return Answer(status=403)
	events = [_named(event, part) for event in provider.parse(request, line, kind)]
	_store(events, line, signed)
	return provider.acknowledge(events)


def _proved_anew(line, request: RawRequest) -> AuthResult | None:
	"""Ask once more with what the database says now, since a call that is refused is lost. See changed_lately.py.

	What is read here also takes the place of what is cached.
	"""
	account, settings = frappe.get_doc(ACCOUNT, line.account), frappe.get_doc(SETTINGS)
	return registry.provider_of(account).authenticate(request, hook_urls.base_urls(settings))


def _named(event: Event, part: str) -> Event:
	"""Return a report with the message of ours that the signed address names, when it proves it."""
	if isinstance(event, StatusEvent) and part and not event.message:
		return replace(event, message=hook_urls.message_of(part))
	return event


def _store(events: list[Event], line, signed: AuthResult) -> None:
	for event in events:
		name = _claim(event, line, signed.key_id)
		if name:
			frappe.local.request.after_response.add(partial(start_soon, name))
	if signed.notice:
		quarantine.tell_once_a_day(line, "old_key_used")


def _claim(event: Event, line, key_used: str) -> str | None:
	"""Store an event that was never seen before and return its row; None, and one more counted, for a repeated one."""
	name = frappe.generate_hash(length=10)
	sealed, key_id = sealed_events.seal(event, name)
	return insert_or_count(
		TABLE,
		"duplicates",
		name=name,
		event_key=event_key(line.account, event),
		account=line.account,
		line=line.name,
		kind=kind_of(event),
		key_used=key_used,
		state="New",
		sealed=sealed,
		key_id=key_id,
		received_on=now_datetime(),
	)


def event_key(account: str, event: Event) -> str:
	"""Return what makes an event unique for ever: a keyed hash, since some providers' keys hold a number."""
	return sealing.keyed_hash("index", f"webhook event|{account}|{kind_of(event)}|{event.key}")


def kind_of(event: Event) -> str:
	"""Return "message" or "status"."""
	return hook_urls.MESSAGE if isinstance(event, InboundMessage) else hook_urls.STATUS


def start_soon(name: str) -> None:
	"""Leave an event to a worker."""
	soon.hand_over("cfm_app.integrations.engine.inbox.process", queue="short", name=name)


def process(name: str) -> None:
	"""Job: do what one stored call asks for, once, whoever else tries. Failures are kept and tried again."""
	open_events.work_on(name)


def sweep() -> None:
	"""Every minute: do what was left behind by a worker that died, a queue that was down, or a failure."""
	for name in open_events.waiting():
		open_events.work_on(name)


def summary() -> dict:
	"""Return {new, failed, parked, held, refused_today: counts, oldest: since when the oldest of them waits}."""
	return open_events.summary()


def retry(event: str) -> None:
	"""Try a parked or failed event again. The caller has asked for the right. Raises GuardRefused when nothing is left."""
	table = frappe.qb.DocType(TABLE)  # reason: the engine's own rows, nothing of them is shown
	query = frappe.qb.update(table).set(table.state, "New").set(table.attempts, 0)
	query = query.set(table.next_attempt_at, None).set(table.reason, None)
	query = query.where(table.name == event).where(table.state.isin(["Parked", "Failed"]))
	query.where(table.sealed.isnotnull()).run()
	if not rows_touched():
		frappe.throw(_("This call is done, or its content is no longer kept."), GuardRefused)
	frappe.db.after_commit.add(partial(start_soon, event))
