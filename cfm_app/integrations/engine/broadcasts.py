"""A neutral message to many: asked for by one person, approved by another, handed to the outbox a few a minute.

Who gets it is written down when it is asked for. Each recipient is handed over in the transaction that marks her as
handed over, so that a worker may be killed at any point: nobody gets it twice, nobody is missed.
"""

import hashlib

import frappe
from frappe import _
from frappe.utils import add_days, get_datetime, getdate, now_datetime

from cfm_app.confidentiality.published_numbers import smallest_count
from cfm_app.confidentiality.rows import insert_rows
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts
from cfm_app.integrations.base.errors import SendError
from cfm_app.integrations.engine import broadcast_audience, broadcast_numbers, broadcast_words, outbox
from cfm_app.integrations.engine.broadcast_numbers import BROADCAST, RECIPIENT
from cfm_app.rules import broadcasts as rules

PURPOSE = "broadcast"
PLAN = ("line", "template_key", "area", "project", "language", "written_since", "start_on", "per_minute")
SETTINGS = "CFM Channel Settings"
APPROVERS = {"CFM Coordinator", "CFM Administrator"}
ASKERS = {"CFM Coordinator", "CFM Outreach Officer"}
ROWS_AT_ONCE = 500
COUNTED_FOR_DAYS = 7
WORDING_CHANGED, CANNOT_QUEUE = "wording_changed", "cannot_queue"
NOT_ASKED = {
	"state": "Draft",
	"asked_by": None,
	"asked_on": None,
	"approved_by": None,
	"approved_on": None,
	"audience_fingerprint": None,
}


def ask(doc) -> None:
	"""Write down who would get it and what it would cost, and ask for a second person where one is needed."""
	_check_role(ASKERS)
	state = _after(doc, "ask")
	line = frappe.get_cached_doc("CFM Message Line", doc.line)
	people, held_back = _audience(doc, line)
	_check_not_too_few(people, doc)
	_write_down(doc, people)
	stamped = {"state": state, "asked_by": frappe.session.user, "asked_on": now_datetime()}
	doc.db_set({**NOT_ASKED, **stamped, **broadcast_numbers.estimate(people, held_back, line)})
	doc.db_set("audience_fingerprint", fingerprint(doc))
	broadcast_numbers.count_again(doc.name)
	if _needs_second_person(people, line):
		alerts.tell_all({*alerts.coordinators()} - {frappe.session.user}, doc, "broadcast_asked")
	else:
		_approve(doc)


def approve(doc, seen: str) -> None:
	"""Let it go out, as somebody else than who asked. `seen` is the fingerprint of what was on the screen."""
	_check_role(APPROVERS)
	_after(doc, "approve")
	if doc.asked_by == frappe.session.user:
		frappe.throw(_("Somebody else has to approve what you asked for."), GuardRefused)
	if not seen or seen != doc.audience_fingerprint or seen != fingerprint(doc):
		frappe.throw(
			_("Words or recipients have changed since this was asked. Send it back and ask again."),
			GuardRefused,
		)
	_approve(doc)


def send_back(doc) -> None:
	"""Make it a draft again; who would have got it is forgotten."""
	_check_role(ASKERS | APPROVERS)
	_after(doc, "send_back")
	_forget_recipients(doc.name)
	doc.db_set({**NOT_ASKED, **broadcast_numbers.NOTHING_COUNTED})
	broadcast_numbers.tell_open_forms(doc.name)


def pause(doc) -> None:
	"""Hand nothing more to the outbox; what is there already still goes out."""
	_check_role(ASKERS | APPROVERS)
	doc.db_set({"state": _after(doc, "pause"), "paused_because": "person"}, notify=True)


def resume(doc) -> None:
	"""Go on with a broadcast that stands still."""
	_check_role(ASKERS | APPROVERS)
	state = _after(doc, "resume")
	if not doc.approved_by or fingerprint(doc) != doc.audience_fingerprint:
		frappe.throw(
			_("Its words have changed since they were approved. Cancel it and ask anew."), GuardRefused
		)
	doc.db_set({"state": state, "paused_because": None}, notify=True)


def cancel(doc) -> None:
	"""End it: who has not got it yet does not get it any more."""
	_check_role(ASKERS | APPROVERS)
	doc.db_set({"state": _after(doc, "cancel"), "paused_because": None}, notify=True)
	table = frappe.qb.DocType(RECIPIENT)
	waiting = (table.broadcast == doc.name) & (table.state == "Waiting")
	frappe.qb.update(table).set(table.state, "Cancelled").where(waiting).run()
	outbox.cancel({"broadcast": doc.name})
	broadcast_numbers.count_again(doc.name)


def void(doc) -> None:
	"""Call it while a changed plan is saved: what was asked or approved is a draft again. Raises GuardRefused once it runs."""
	if doc.state == "Draft":
		return
	if not rules.following(doc.state, "send_back"):
		frappe.throw(
			_("This has begun to go out and is not changed any more. Cancel it instead."), GuardRefused
		)
	_forget_recipients(doc.name)
	doc.update({**NOT_ASKED, **broadcast_numbers.NOTHING_COUNTED})
	frappe.msgprint(_("It has changed, so it has to be asked for and approved anew."), alert=True)


def go_on() -> None:
	"""Hand over the next few of every broadcast that runs, and count again. Every minute."""
	for name in _named({"state": ["in", ["Approved", "Running"]]}):
		_go_on_with(name)
		frappe.db.commit()  # reason: what was handed over stays so, whatever becomes of the next broadcast
	lately = {"approved_on": [">", add_days(now_datetime(), -COUNTED_FOR_DAYS)]}
	for name in _named({"state": ["in", ["Paused", "Done", "Cancelled"]], **lately}):
		broadcast_numbers.count_again(name)


def fingerprint(doc) -> str:
	"""Return what stands for this broadcast as it is now: plan, words, and who gets it in which language."""
	table = frappe.qb.DocType(RECIPIENT)
	rows = frappe.qb.from_(table).select(table.contact_point, table.language)
	recipients = [tuple(row) for row in rows.where(table.broadcast == doc.name).run()]
	languages = {language for _contact_point, language in recipients}
	return rules.fingerprint(plan_of(doc), broadcast_words.as_worded(doc, languages), recipients)


def plan_of(doc) -> dict[str, str]:
	"""Return what was planned, {field: text}: what changes when somebody changes the broadcast."""
	return {field: str(doc.get(field) or "") for field in PLAN}


def hindrance(doc) -> str:
	"""Return why nothing is handed over just now: "sending_off", "budget", "too_early" or ""."""
	settings = frappe.get_cached_doc(SETTINGS)
	if not settings.sending_on:
		return "sending_off"
	if settings.budget_stopped_on and getdate(settings.budget_stopped_on) == getdate():
		return "budget"
	return "too_early" if doc.start_on and get_datetime(doc.start_on) > now_datetime() else ""


def _go_on_with(name: str) -> None:
	doc = _locked(name)
	if doc.state not in ("Approved", "Running"):
		return
	if not hindrance(doc):
		if doc.audience_fingerprint != fingerprint(doc):
			return _stop(doc, WORDING_CHANGED)
		_hand_over(doc)
	counts = broadcast_numbers.count_again(name)
	if doc.state == "Running" and not counts["waiting"]:
		doc.db_set("state", rules.following(doc.state, "finish"), notify=True)


def _hand_over(doc) -> None:
	if doc.state == "Approved":
		doc.db_set("state", rules.following(doc.state, "start"), notify=True)
	frappe.db.savepoint("cfm_broadcast")
	try:
		for recipient in _next(doc):
			_queue(doc, recipient)
	except (frappe.ValidationError, SendError) as error:
		frappe.db.rollback(save_point="cfm_broadcast")
		frappe.clear_last_message()
		frappe.logger("cfm_app").error(f"broadcast {doc.name} paused: {type(error).__name__}")
		_stop(doc, CANNOT_QUEUE)


def _next(doc) -> list[dict]:
	table = frappe.qb.DocType(RECIPIENT)
	query = frappe.qb.from_(table).select(table.name, table.contact_point, table.language)
	query = query.where(table.broadcast == doc.name).where(table.state == "Waiting")
	return query.orderby(table.name).limit(rules.pace(doc.per_minute)).for_update().run(as_dict=True)


def _queue(doc, recipient: dict) -> None:
	message = outbox.queue(
		line=doc.line,
		contact_point=recipient.contact_point,
		template=doc.template_key,
		variables=broadcast_words.variables(frappe.get_cached_doc("CFM Message Line", doc.line)),
		purpose=PURPOSE,
		broadcast=doc.name,
		language=recipient.language,
		idempotency_key=f"{PURPOSE}|{recipient.name}",
		asked_by=doc.asked_by,
	)
	done = {"state": "Queued", "message": message}
	frappe.db.set_value(RECIPIENT, recipient.name, done, update_modified=False)


def _stop(doc, because: str) -> None:
	doc.db_set({"state": rules.following(doc.state, "pause"), "paused_because": because}, notify=True)
	alerts.tell_all({doc.asked_by, doc.approved_by}, doc, "broadcast_paused")


def _approve(doc) -> None:
	stamped = {"approved_by": frappe.session.user, "approved_on": now_datetime()}
	doc.db_set({"state": rules.following(doc.state, "approve"), **stamped}, notify=True)


def _audience(doc, line) -> tuple[list, dict]:
	"""Return (recipients as (candidate, its words), how many were held back by what)."""
	candidates = broadcast_audience.candidates(line)
	people, held_back = rules.chosen(candidates, broadcast_audience.audience_of(doc))
	words = broadcast_words.by_language(doc, {each.language for each in people})
	worded = [(each, words[each.language]) for each in people if words[each.language]]
	return worded, {**held_back, "unworded": len(people) - len(worded)}


def _check_not_too_few(people: list, doc) -> None:
	threshold = smallest_count()
	if rules.singles_out(len(people), broadcast_audience.audience_of(doc), threshold):
		few = _(
			"Fewer than {0} people would get this message: so few could be singled out by it. Choose a wider audience."
		)
		frappe.throw(few.format(threshold), GuardRefused)
	if not people:
		frappe.throw(_("Nobody would get this message. Choose a wider audience."), GuardRefused)


def _write_down(doc, people: list) -> None:
	_forget_recipients(doc.name)
	rows = [
		{
			"broadcast": doc.name,
			"contact_point": each.contact_point,
			"recipient_key": hashlib.sha256(f"{doc.name}|{each.contact_point}".encode()).hexdigest()[:40],
			"language": words.language,
			"segments": words.segments,
			"state": "Waiting",
		}
		for each, words in people
	]
	for start in range(0, len(rows), ROWS_AT_ONCE):
		insert_rows(RECIPIENT, rows[start : start + ROWS_AT_ONCE])


def _needs_second_person(people: list, line) -> bool:
	price = line.price_per_segment or 0
	cost = price * sum(words.segments for _candidate, words in people)
	limit = frappe.get_cached_value(SETTINGS, None, "second_person_above") or 0
	return rules.needs_second_person(cost, price, limit)


def _forget_recipients(name: str) -> None:
	frappe.db.delete(RECIPIENT, {"broadcast": name})


def _after(doc, step: str) -> str:
	"""Return the state after a step; the row is locked, so that two people do not take it at once."""
	doc.flags.for_update = True
	doc.reload()
	state = rules.following(doc.state, step)
	if not state:
		frappe.throw(_("This is not possible any more. Reload the page."), GuardRefused)
	return state


def _locked(name: str):
	return frappe.get_doc(BROADCAST, name, for_update=True)


def _check_role(roles: set[str]) -> None:
	if not roles & set(frappe.get_roles()):
		frappe.throw(_("Your role may not do this."), AccessRefused)


def _named(filters: dict) -> list[str]:
	return frappe.get_all(BROADCAST, filters, pluck="name")  # reason: a background job; names only
