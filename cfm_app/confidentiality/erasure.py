"""Erases records: one person orders, another decides, a worker carries it out and leaves a proof without a word of it.

An order goes Asked → Approved → Cleared (the vault is empty) → Done (the platform's traces are swept). Each step is
one transaction, so whatever was interrupted goes on where it stopped, and doing it twice does nothing.
"""

import json
from collections import Counter
from functools import partial

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.cfm_app.doctype.cfm_hold.cfm_hold import held
from cfm_app.confidentiality import (
	access_keys,
	access_log,
	erasure_reach,
	erasure_sweep,
	log_reasons,
	record_access,
	sealing,
)
from cfm_app.confidentiality.erasure_facts import make_numbers_of
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.directory import gaps
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.rules.access import EXISTS, SUMMARY, RecordFacts

ORDER = "CFM Erasure"
COMPLAINT, CONTACT = "Complaint", "CFM Interaction"
IDENTITY, RECORD, ARCHIVE, PERSON = "identity", "record", "archive", "person"
ASKED, APPROVED, CLEARED, DONE, REFUSED = "Asked", "Approved", "Cleared", "Done", "Refused"
UNFINISHED = (ASKED, APPROVED, CLEARED)
DECIDERS = {"CFM Data Protection Officer", "CFM Custodian"}
BY_REQUEST, BY_RETENTION = "request of the person", "retention"
AREA_LEVELS = 2
BATCH = 50


def order(record, scope: str, because: str, state: str = ASKED, **links) -> str:
	"""Order that this scope of a record goes; return the name of the order, of the earlier one if there is one.

	`links`: data_request, retention_rule. Raises GuardRefused for an open record and for one on hold.
	"""
	_lock(record)
	known = _known_order(record, scope)
	if known:
		return known
	_check_may_go(record)
	doc = frappe.new_doc(ORDER, record_type=record.doctype, record=record.name, scope=scope, because=because)
	doc.update({"state": state, "asked_by": frappe.session.user, "asked_on": now_datetime(), **links})
	doc.access_key = access_keys.key_for(_facts(record), record.area)
	doc.flags.written_by_app = True
	doc.insert(ignore_permissions=True)  # reason: the callers asked for the duty; forms create none
	return doc.name


def ask(record, scope: str, because: str, **links) -> str:
	"""Order for somebody who may know that the record exists; a second person has to approve. Raises AccessRefused."""
	if record_depth(record) < EXISTS:
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	return order(record, scope, because, **links)


def decide(name: str, approve: bool) -> str:
	"""Approve or refuse an order of somebody else; return its state. Raises AccessRefused and GuardRefused."""
	doc = frappe.get_doc(ORDER, name, for_update=True)
	if not DECIDERS & set(frappe.get_roles()) or record_depth(doc) < SUMMARY:
		frappe.throw(_("Your role may not decide this."), AccessRefused)
	if doc.asked_by == frappe.session.user:
		frappe.throw(_("Somebody else has to decide what you asked for."), GuardRefused)
	if doc.state != ASKED:
		return doc.state
	if approve:
		_check_may_go(frappe.get_doc(doc.record_type, doc.record))
	state = APPROVED if approve else REFUSED
	_write(doc, state=state, approved_by=frappe.session.user, approved_on=now_datetime())
	return state


def carry_out(names: list[str] | None = None) -> int:
	"""Carry out approved orders, all or these, and finish what was interrupted; return how many are done now.

	Commits after every order. One that fails is logged without its content, and tried again the next time.
	"""
	for name in _in_state(APPROVED, names):
		_alone(_clear, name)
	cleared = _in_state(CLEARED, names)
	for start in range(0, len(cleared), BATCH):
		_alone(_finish, cleared[start : start + BATCH])
	return len([name for name in cleared if frappe.db.get_value(ORDER, name, "state") == DONE])


def broken_proofs() -> list[str]:
	"""Return the proofs that were changed after they were sealed."""
	rows = frappe.get_all(ORDER, {"state": DONE}, ["*"])  # reason: a check of all proofs, names only come out
	return [row.name for row in rows if _seal(row) != row.seal]


def done_scopes(records: list[str]) -> dict[str, set[str]]:
	"""Return {record: scopes that are gone} of these records."""
	found: dict[str, set[str]] = {}
	filters = {"record": ["in", records or [""]], "state": ["in", [CLEARED, DONE]]}
	for row in frappe.get_all(ORDER, filters, ["record", "scope"]):  # reason: whether, not what
		found.setdefault(row.record, set()).add(row.scope)
	return found


def _check_may_go(record) -> None:
	if not record.closed_on:
		frappe.throw(_("{0} is still open. Close or withdraw it first.").format(record.name), GuardRefused)
	if held(_complaints_with(record)):
		frappe.throw(_("{0} is on hold. Lift the hold first.").format(record.name), GuardRefused)


def _clear(name: str) -> None:
	doc = frappe.get_doc(ORDER, name, for_update=True)
	if doc.state != APPROVED:
		return
	record = frappe.get_doc(doc.record_type, doc.record, for_update=True)
	if not record.closed_on or held(_complaints_with(record)):
		_write(doc, state=REFUSED)
		return
	counts = Counter()
	CLEARING[doc.scope](doc, record, counts)
	_write(doc, state=CLEARED, counts=json.dumps(counts, sort_keys=True))
	access_log.write("erase", record, f"{doc.scope} {doc.name}")


def _clear_record(doc, record, counts: Counter) -> None:
	levels = AREA_LEVELS
	if doc.retention_rule:
		levels = frappe.db.get_value("CFM Retention Rule", doc.retention_rule, "area_levels") or AREA_LEVELS
	for each in _goes_with(record, RECORD):
		erasure_reach.clear(each.doctype, each.name, counts)
		counts[gaps.MARK] += gaps.forget(each.name) if each.doctype == COMPLAINT else 0
		make_numbers_of(each.doctype, each.name, levels)
		log_reasons.erase(each.name)
		counts[each.doctype] += 1


def _clear_identity(_doc, record, counts: Counter) -> None:
	for each in _goes_with(record, IDENTITY):
		erasure_reach.drop_parties(each.name, None, counts)


def _clear_person(doc, record, counts: Counter) -> None:
	from cfm_app.confidentiality.data_requests import people_who_ask

	people = people_who_ask(frappe.get_doc("CFM Data Request", doc.data_request))
	for each in (record, _contact_of(record)):
		if each:
			erasure_reach.drop_parties(each.name, people, counts)


def _archive(_doc, record, counts: Counter) -> None:
	# a team of nobody: the words stay sealed, and whoever needs them again has to be named by an assignment
	record_access.set_key(record, team={ARCHIVE})
	record_access.write_key(record)
	counts[record.doctype] += 1


CLEARING = {RECORD: _clear_record, IDENTITY: _clear_identity, PERSON: _clear_person, ARCHIVE: _archive}


def _finish(names: list[str]) -> None:
	docs = [frappe.get_doc(ORDER, name, for_update=True) for name in names]
	docs = [doc for doc in docs if doc.state == CLEARED]
	references = {doc.name: _references(doc) for doc in docs if doc.scope == RECORD}
	everything = sorted({each for found in references.values() for each in found})
	swept = erasure_sweep.sweep(everything)
	left = erasure_sweep.mentions(everything) if everything else {}
	for doc in docs:
		counts = Counter(json.loads(doc.counts or "{}"))
		for reference in references.get(doc.name, ()):
			counts.update(swept[reference])
		_write(
			doc,
			state=DONE,
			finished_on=now_datetime(),
			counts=json.dumps(counts, sort_keys=True),
			mentions=json.dumps(left) if left else None,
		)
		doc.db_set("seal", _seal(doc), update_modified=False)
		what = (doc.record_type, doc.record, doc.scope, doc.because)
		frappe.db.after_commit.add(partial(_remember, *what))


def _remember(*what: str) -> None:
	# imported here because the list is read by a command that orders erasures itself
	from cfm_app.confidentiality import erasure_again

	erasure_again.remember(*what)


def _references(doc) -> list[str]:
	record = frappe.get_doc(doc.record_type, doc.record)
	return [record.name, *(each.name for each in _goes_with(record, RECORD) if each.name != record.name)]


def _goes_with(record, scope: str) -> list:
	"""Return the record, and its contact when no other complaint of that contact still needs it."""
	contact = _contact_of(record)
	if not contact:
		return [record]
	others = [name for name in _complaints_with(contact) if name != record.name]
	done = done_scopes(others)
	if all(done.get(name, set()) & {scope, RECORD} for name in others):
		return [record, contact]
	return [record]


def _contact_of(record):
	name = record.get("interaction") if record.doctype == COMPLAINT else None
	return frappe.get_doc(CONTACT, name) if name else None


def _complaints_with(record) -> list[str]:
	if record.doctype == COMPLAINT:
		return [record.name]
	return frappe.get_all(  # reason: what else hangs on a contact decides whether it goes, whoever may see it
		COMPLAINT, {"interaction": record.name}, pluck="name"
	)


def _facts(record) -> RecordFacts:
	known = access_keys.facts_of(record.access_key)
	return RecordFacts(
		level=0,
		project=record.project or "",
		area_path=record_access.area_path(record.area),
		subjects=known.subjects if known else frozenset(),
		is_request=True,
	)


def _lock(record) -> None:
	frappe.db.get_value(record.doctype, record.name, "name", for_update=True)


def _known_order(record, scope: str) -> str | None:
	open_or_done = {"record": record.name, "scope": scope, "state": ["!=", REFUSED]}
	return frappe.db.get_value(ORDER, open_or_done, "name")


def _in_state(state: str, names: list[str] | None) -> list[str]:
	filters = {"state": state, **({"name": ["in", names]} if names is not None else {})}
	return frappe.get_all(ORDER, filters, pluck="name", order_by="creation")  # reason: a job, for everybody


def _write(doc, **values) -> None:
	doc.db_set(values, notify=False)


def _alone(step, what) -> None:
	try:
		step(what)
		frappe.db.commit()  # reason: each order stands alone and is not undone by a later one
	except Exception as error:
		frappe.db.rollback()
		frappe.logger("cfm_app").error(f"erasing failed and is tried again: {type(error).__name__}")


def _seal(row) -> str:
	finished = frappe.utils.get_datetime_str(row.finished_on).split(".")[0]
	parts = (
		row.name,
		row.record,
		row.scope,
		row.because,
		row.asked_by,
		row.approved_by,
		row.counts,
		finished,
	)
	return sealing.keyed_hash("log", "|".join(str(part or "") for part in parts))
