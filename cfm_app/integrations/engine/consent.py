"""Who wants no more messages: a ledger that is only added to, and its present state on the contact point.

STOP never keeps a person from complaining and closes no case; it ends what she gets from us unasked.
"""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.confidentiality.rows import insert_new, insert_row, rows_touched
from cfm_app.integrations import registry
from cfm_app.integrations.base.types import Capabilities, InboundMessage
from cfm_app.rules import keywords, opt_out
from cfm_app.rules.opt_out import ALL, IN, INFORMATION, OUT, SERVICE

LEDGER, POINT, EVENT = "CFM Consent Ledger", "CFM Contact Point", "CFM Webhook Event"
PURPOSE = "keyword"
STOPPED, STARTED, HELP = "stopped", "started", "help"
BY_KEYWORD, BY_PROVIDER, REMEMBERED = "keyword", "provider", "remembered"


def answer_keyword(message: InboundMessage, contact_point: str | None, line, event_key: str) -> bool:
	"""Obey a message that is a keyword alone. True: that was all of it; False: it is (also) for the inbox.

	`line` is the CFM Message Line; a replayed `event_key` changes nothing and is answered with nothing. A START that
	nobody signed ends no STOP: it comes into the inbox, where somebody can ask the person.
	"""
	word = message.opt_out.lower() or _keyword(message)
	if word not in EFFECTS:
		return False
	done = EFFECTS[word](message, contact_point, line, event_key) if contact_point else True
	return done and not message.media


def is_stopped(contact_point: str, scope: str) -> bool:
	"""Tell whether this contact point may not be sent messages of a scope: "information", "service" (answers) or "all"."""
	row = frappe.db.get_value(POINT, contact_point, ["kind", "opted_out", "opted_out_on"], as_dict=True)
	if not row or not row.opted_out:
		return False
	must_start = row.kind == "phone" and _provider_refuses(contact_point)
	wrote_again = scope == SERVICE and _wrote_after(contact_point, row.opted_out_on)
	return opt_out.is_stopped(row.opted_out, scope, wrote_again, must_start)


def stop(contact_point: str, *, event_key: str, scope: str = INFORMATION, **told) -> bool:
	"""Write that no more messages of this scope are wanted; False when this event was known or nothing changed.

	`told`: line (name), source (a code of who said so), wording (key of the template she was shown).
	"""
	return _write(contact_point, OUT, scope, event_key, told)


def start(contact_point: str, *, event_key: str, scope: str = ALL, **told) -> bool:
	"""Write that messages are wanted again, for a person who said so herself. As `stop`."""
	return _write(contact_point, IN, scope, event_key, told)


def stopped_by_provider(contact_point: str, event_key: str) -> bool:
	"""Take over that the provider refuses to send to this address because the person told it so. As `stop`."""
	return stop(contact_point, event_key=event_key, scope=ALL, source=BY_PROVIDER)


def history(contact_points: list[str]) -> list[dict]:
	"""Return [{at, change, scope, source}] of these contact points, oldest first, for a copy of a person's data."""
	table = frappe.qb.DocType(LEDGER)
	query = frappe.qb.from_(table).select(table["at"], table["change"], table.scope, table.source)
	query = query.where(table.contact_point.isin(contact_points or [""]))
	return query.orderby(table["at"]).orderby(table.creation).run(as_dict=True)


def forget(contact_points: list[str]) -> None:
	"""Forget what these contact points, which are about to go, said; a STOP is remembered under the blind index alone."""
	table = frappe.qb.DocType(LEDGER)
	stopped = {"name": ["in", contact_points or [""]], "opted_out": ["is", "set"]}
	fields = ["name", "address_index", "opted_out", "opted_out_on"]
	frappe.qb.from_(table).delete().where(table.contact_point.isin(contact_points or [""])).run()
	for row in frappe.get_all(POINT, stopped, fields):  # reason: the vault; only the index is kept
		known = {
			"contact_point": row.address_index,
			"change": OUT,
			"scope": row.opted_out,
			"at": row.opted_out_on,
		}
		insert_row(
			LEDGER, **known, source=REMEMBERED, event_key=f"{REMEMBERED}|{frappe.generate_hash(length=20)}"
		)


def take_up(address_index: str, contact_point: str) -> str:
	"""Give a new contact point the STOP that its address said before it was forgotten; return the contact point."""
	table = frappe.qb.DocType(LEDGER)
	query = frappe.qb.update(table).set(table.contact_point, contact_point)
	query.where(table.contact_point == address_index).run()
	if rows_touched():
		_put_state(contact_point)
	return contact_point


def _stop_said(message, contact_point: str, line, event_key: str) -> bool:
	said_to_provider = bool(message.opt_out)
	told = {"line": line.name, "source": BY_PROVIDER if said_to_provider else BY_KEYWORD, "wording": STOPPED}
	scope = ALL if said_to_provider else INFORMATION
	if stop(contact_point, event_key=event_key, scope=scope, **told) and not _is_answered(message, line):
		_reply(STOPPED, message, contact_point, line, event_key)
	return True


def _start_said(message, contact_point: str, line, event_key: str) -> bool:
	if not _abilities(line).signed_webhooks:
		return not is_stopped(contact_point, INFORMATION)
	told = {"line": line.name, "source": BY_PROVIDER if message.opt_out else BY_KEYWORD, "wording": STARTED}
	if start(contact_point, event_key=event_key, **told) and not _is_answered(message, line):
		_reply(STARTED, message, contact_point, line, event_key)
	return True


def _help_asked(message, contact_point: str, line, event_key: str) -> bool:
	if not _is_answered(message, line) and _first_reply_for_now(contact_point):
		_reply(HELP, message, contact_point, line, event_key)
	return True


EFFECTS = {keywords.STOP: _stop_said, keywords.START: _start_said, keywords.HELP: _help_asked}


def _keyword(message: InboundMessage) -> str:
	"""A word alone: neither under a subject that says more, nor with anything attached."""
	if message.media or message.attached:
		return ""
	said = {keywords.meaning(part) for part in (message.subject, message.text) if part.strip()}
	return said.pop() if len(said) == 1 else ""


def _is_answered(message: InboundMessage, line) -> bool:
	"""Whether the provider has answered this word itself. Untaught it knows the English ones only."""
	return bool(message.opt_out) or (_abilities(line).answers_opt_out and keywords.is_english(message.text))


def _abilities(line) -> Capabilities:
	return registry.provider_of(line.account).capabilities(line.kind) if line.account else Capabilities()


def _reply(key: str, message: InboundMessage, contact_point: str, line, event_key: str) -> None:
	from cfm_app.integrations.engine import outbox, templates  # the outbox asks this module before it sends

	try:
		outbox.queue(
			line=line.name,
			contact_point=contact_point,
			template=key,
			variables=templates.variables_for(line=line),
			purpose=PURPOSE,
			language=keywords.language_of(message.text) or None,
			idempotency_key=f"{PURPOSE}|{event_key}",
		)
	except frappe.ValidationError as error:
		# what she said holds, even where nobody has worded a confirmation
		frappe.clear_last_message()
		frappe.logger("cfm_app").error(f"{key} not confirmed on line {line.name}: {type(error).__name__}")


def _first_reply_for_now(contact_point: str) -> bool:
	"""Claim the one reply that a robot at the other end may get in these hours."""
	hours = frappe.db.get_single_value("CFM Channel Settings", "auto_reply_hours") or 0
	row = frappe.db.get_value(POINT, contact_point, "last_auto_reply_on", for_update=True)
	if row and row > add_to_date(now_datetime(), hours=-hours):
		return False
	frappe.db.set_value(POINT, contact_point, "last_auto_reply_on", now_datetime(), update_modified=False)
	return True


def _write(contact_point: str, change: str, scope: str, event_key: str, told: dict) -> bool:
	before = frappe.db.get_value(POINT, contact_point, "opted_out", for_update=True) or ""
	row = {"contact_point": contact_point, "change": change, "scope": scope, "at": _said_on(event_key)}
	if not insert_new(LEDGER, event_key=event_key, **row, **told):
		return False
	return _put_state(contact_point) != before


def _said_on(event_key: str):
	"""Return when the word came in: a worker may take an early START after a later STOP."""
	return frappe.db.get_value(EVENT, {"event_key": event_key}, "received_on") or now_datetime()


def _put_state(contact_point: str) -> str:
	"""Write what the whole ledger comes to, and return it. Said in the same moment, the STOP counts."""
	table = frappe.qb.DocType(LEDGER)
	query = frappe.qb.from_(table).select(table["change"], table.scope, table["at"])
	query = query.where(table.contact_point == contact_point).orderby(table["at"]).orderby(table["change"])
	rows = query.run()
	state = opt_out.state_after((change, scope) for change, scope, _at in rows)
	since = max((at for change, _scope, at in rows if change == OUT), default=None)
	values = {"opted_out": state, "opted_out_on": since if state else None}
	frappe.db.set_value(POINT, contact_point, values, update_modified=False)
	return state


def _wrote_after(contact_point: str, since) -> bool:
	contact = {"contact_point": contact_point, "direction": "In", "record": ["is", "set"]}
	# reason: the engine's own rows, a yes or no that nobody is shown
	return bool(frappe.db.exists("CFM Message", {**contact, "creation": [">", since]}))


def _provider_refuses(contact_point: str) -> bool:
	"""Whether the line she stopped belongs to a provider that blocks her address until she says START."""
	stopped = {"contact_point": contact_point, "change": OUT, "line": ["is", "set"]}
	name = frappe.db.get_value(LEDGER, stopped, "line", order_by="at desc")
	if not name or not frappe.db.exists("CFM Message Line", name):
		return False
	return _abilities(frappe.get_cached_doc("CFM Message Line", name)).answers_opt_out
