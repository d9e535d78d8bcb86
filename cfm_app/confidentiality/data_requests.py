"""What a person asks about her own data: found by blind index, answered within the law, erased by two people."""

import frappe
from frappe import _
from frappe.utils import add_days, getdate, now_datetime

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import calendar_of, phone_region_of
from cfm_app.cfm_app.doctype.cfm_hold.cfm_hold import held
from cfm_app.cfm_app.doctype.cfm_legal_pack.cfm_legal_pack import term_of
from cfm_app.confidentiality import by_action, erasure, erasure_reach, persons, receipts, vault
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling import alerts, timeline
from cfm_app.rules.access import EXISTS, FULL
from cfm_app.rules.legal_clocks import WARN_DAYS, extended_due_on
from cfm_app.rules.references import normalise_reference

REQUEST = "CFM Data Request"
BY_CODE = "receipt code"
ENDED = ("Answered", "Refused")
OWN_ROLES = (persons.COMPLAINANT, "reporter on behalf")
WHOLE_RECORD = {True: erasure.RECORD, False: erasure.PERSON}


def receive(facts: dict, words: dict, receipt: str = "", record: str = ""):
	"""Store a request and return it. `facts`: kind, received_on, channel, area, legal_pack; `words`: SEALED fields.

	A receipt code that fits, or a record that the caller may read, leads to the person's own records; a reference that
	somebody only writes down leads nowhere. Raises GuardRefused for a code nobody knows.
	"""
	if receipt:
		record = receipts.find(receipt)
		if not record:
			frappe.throw(_("We do not know this code. Leave it empty if the person has none."), GuardRefused)
	request = frappe.new_doc(REQUEST, **facts)
	request.update(words)
	request.insert(
		ignore_permissions=True
	)  # reason: whoever hears such a wish hands it on, and cannot read it back
	vault.put(REQUEST, request.name, {"records": record})
	return request


def receive_for(record, kind: str, asked: str):
	"""Store what the complainant of this record asks; her name and number go along sealed. Raises AccessRefused."""
	if record_depth(record) < FULL:
		frappe.throw(_("You may not write in this record."), AccessRefused)
	facts = {"kind": kind, "area": record.area, "channel": record.channel}
	return receive(facts, _words_of(record, asked), record=record.name)


def receive_from_person(contact, kind: str, asked: str):
	"""Store what the holder of a receipt code asks on her tracking page: the code is the proof of who she is."""
	facts = {"kind": kind, "area": contact.area, "channel": "WEB"}
	request = receive(facts, _words_of(contact, asked), record=contact.name)
	_set(
		request,
		state="Identity checked",
		identity_checked_by_means=BY_CODE,
		identity_checked_on=now_datetime(),
	)
	return request


def found(request) -> list[dict]:
	"""Return the person's records that the user may know of, without a word of them.

	[{record_type, record, role, same_name, state, is_open, on_hold, order, order_state}]; `same_name` is false where only
	the number or address fits, as in a family with one phone.
	"""
	rows = [_row(*key, roles) for key, roles in _matches(request).items()]
	rows = [row for row in rows if row]
	on_hold = held([row["record"] for row in rows])
	orders = _orders(request.name)
	for row in rows:
		row["on_hold"] = row["record"] in on_hold
		row |= orders.get(row["record"], {"order": None, "order_state": None})
	return sorted(rows, key=lambda row: row["record"])


def people_who_ask(request) -> set[str]:
	"""Return the person's names in the vault: same number or address, and the same name."""
	identity = _identity(request)
	known = persons.known_by(identity, phone_region_of(request.area))
	return {person for person, same_name in known.items() if same_name}


def check_identity(request, means: str) -> None:
	"""Record how somebody made sure that this is the person. Raises GuardRefused."""
	_must_be_open(request)
	if not means:
		frappe.throw(_("Say how you made sure that this is the person."), GuardRefused)
	_set(
		request,
		state="Identity checked" if request.state == "Received" else request.state,
		identity_checked_by_means=means,
		identity_checked_on=now_datetime(),
		identity_checked_by=frappe.session.user,
	)


def take(request) -> None:
	"""Begin to work on a request. Raises GuardRefused before the identity is checked."""
	_must_be_open(request)
	_must_be_checked(request)
	_set(request, state="In work", handler=frappe.session.user)


def extend(request, reason: str, person_told_on) -> None:
	"""Take the one extension the law gives; the person has to be told before the first term ends. Raises GuardRefused."""
	_must_be_open(request)
	if request.extended_on:
		frappe.throw(_("More time was taken already. The law gives it once."), GuardRefused)
	if getdate() > getdate(request.due_on):
		frappe.throw(_("The time is over. It cannot be made longer afterwards."), GuardRefused)
	if not person_told_on or getdate(person_told_on) > getdate():
		frappe.throw(_("Tell the person first, and write down when."), GuardRefused)
	_needed(reason, _("Say why more time is needed."))
	try:
		later = extended_due_on(
			getdate(request.due_on), term_of(request.legal_pack, request.kind), calendar_of(request.area)
		)
	except ValueError:
		frappe.throw(_("This law gives no more time."), GuardRefused)
	vault.change(request, {"extension_reason": reason})
	_set(
		request,
		first_due_on=request.due_on,
		due_on=later,
		extended_on=getdate(),
		person_told_on=getdate(person_told_on),
	)


def ask_erasure(request, records: list[str]) -> dict:
	"""Order the erasure of these found records; a second person decides. Returns {ordered, kept: {record: why}}.

	The whole record goes where the person is the complainant; elsewhere only her name is taken out.
	"""
	_must_be_open(request)
	_must_be_checked(request)
	ordered, kept = [], {}
	for row in found(request):
		if row["record"] not in records:
			continue
		scope = WHOLE_RECORD[row["role"] in OWN_ROLES]
		record = frappe.get_doc(row["record_type"], row["record"])
		try:
			ordered.append(erasure.ask(record, scope, erasure.BY_REQUEST, data_request=request.name))
		except GuardRefused as why:
			frappe.clear_last_message()
			kept[row["record"]] = str(why)
	return {"ordered": ordered, "kept": kept}


def answer(request, words: str) -> None:
	"""Close a request with what the person was told. What was asked by who wants to be forgotten goes with it."""
	_must_be_open(request)
	_must_be_checked(request)
	_needed(words, _("Write what the person was told."))
	if frappe.db.exists(erasure.ORDER, {"data_request": request.name, "state": ["in", erasure.UNFINISHED]}):
		frappe.throw(_("An erasure is not finished yet. Answer when it is done."), GuardRefused)
	_end(request, "Answered", words)
	if request.kind == "erasure":
		forget(request)


def refuse(request, because: str, words: str) -> None:
	"""Close a request with a legal reason and what the person was told. Raises GuardRefused."""
	_must_be_open(request)
	if not because:
		frappe.throw(_("Choose the reason that the law knows."), GuardRefused)
	_needed(words, _("Write what the person was told."))
	_set(request, refused_because=because)
	_end(request, "Refused", words)


def forget(request) -> None:
	"""Take name, number, words and copies out of a request; its dates stay as proof."""
	erasure_reach.clear(REQUEST, request.name, erasure.Counter())
	request.forget_opened()


def warn() -> dict[str, int]:
	"""Alert whoever answers three days before the last day, and the day after it. Runs daily. Returns {code: requests}."""
	days = {
		"data_request_warning": add_days(getdate(), WARN_DAYS),
		"data_request_breach": add_days(getdate(), -1),
	}
	told = {}
	for code, day in days.items():
		late = {"due_on": day, "state": ["not in", ENDED]}
		names = frappe.get_all(REQUEST, late, pluck="name")  # reason: a job, which tells who is in charge
		for request in (frappe.get_doc(REQUEST, name) for name in names):
			alerts.tell(request.in_charge(), request, code)
		told[code] = len(names)
	return told


def _row(record_type: str, record: str, roles: dict) -> dict | None:
	doc = frappe.get_doc(record_type, record)
	if record_depth(doc) < EXISTS:
		return None
	return {
		"record_type": record_type,
		"record": record,
		"role": next((role for role in OWN_ROLES if role in roles), sorted(roles)[0]),
		"same_name": any(roles.values()),
		"state": doc.get("workflow_state") or doc.get("state"),
		"is_open": not doc.closed_on,
	}


def _matches(request) -> dict[tuple[str, str], dict[str, bool]]:
	"""Return {(record type, record): {role: same name}}; complaints stand for the contact they came from."""
	matches: dict[tuple[str, str], dict[str, bool]] = {}
	known = persons.known_by(_identity(request), phone_region_of(request.area))
	parties = known and frappe.get_all(  # reason: the vault; `found` leaves only what the user may know of
		"CFM Party", {"person": ["in", list(known)]}, ["record_type", "record", "role", "person"]
	)
	told = [(name, persons.COMPLAINANT, True) for name in _told_references(request)]
	for name, role, same_name in [*((row.record, row.role, known[row.person]) for row in parties), *told]:
		for key in _records_of(name):
			roles = matches.setdefault(key, {})
			roles[role] = roles.get(role, False) or same_name
	return matches


def _records_of(name: str) -> list[tuple[str, str]]:
	if frappe.db.exists(erasure.COMPLAINT, name):
		return [(erasure.COMPLAINT, name)]
	if not frappe.db.exists(erasure.CONTACT, name):
		return []
	complaints = frappe.get_all(  # reason: only those the user may know of come out of `found`
		erasure.COMPLAINT, {"interaction": name}, pluck="name"
	)
	return [(erasure.COMPLAINT, each) for each in complaints] or [(erasure.CONTACT, name)]


def _told_references(request) -> list[str]:
	told = vault.read_for_system(REQUEST, request.name).get("records") or ""
	return [name for name in map(normalise_reference, told.split()) if name]


def _identity(request) -> dict:
	words = vault.read_for_system(REQUEST, request.name)
	return {"name": words.get("person_name"), "phone": words.get("phone"), "email": words.get("email")}


def _words_of(record, asked: str) -> dict:
	known = persons.contact_of(record)
	words = {"person_name": known.get("name"), "phone": known.get("phone"), "email": known.get("email")}
	return {**{key: value for key, value in words.items() if value}, "asked": asked}


def _orders(request: str) -> dict[str, dict]:
	fields = ["name", "record", "state"]
	rows = frappe.get_list(erasure.ORDER, {"data_request": request}, fields, order_by="creation")
	return {row.record: {"order": row.name, "order_state": row.state} for row in rows}


def _end(request, state: str, words: str) -> None:
	vault.change(request, {"answer": words})
	_show_on_her_page(request, words)
	_set(request, state=state, answered_on=getdate(), answered_by=frappe.session.user)


def _show_on_her_page(request, words: str) -> None:
	"""Who proved herself by her code reads the answer where she asked, unless that record is gone."""
	if request.identity_checked_by_means != BY_CODE:
		return
	known = [key for name in _told_references(request) for key in _records_of(name)]
	for record_type, record in known[:1]:
		if erasure.RECORD not in erasure.done_scopes([record]).get(record, ()):
			timeline.write(
				frappe.get_doc(record_type, record), "note", words, detail="data request", for_person=1
			)


def _set(request, **values) -> None:
	by_action.begin(request)
	request.update(values)
	request.save(ignore_permissions=True)  # reason: the endpoint asked; a person with a code has no role


def _must_be_open(request) -> None:
	if request.state in ENDED:
		frappe.throw(_("This request is finished."), GuardRefused)


def _must_be_checked(request) -> None:
	if not request.identity_checked_on:
		frappe.throw(_("First make sure that this is the person."), GuardRefused)


def _needed(words: str, message: str) -> None:
	if len((words or "").strip()) < 5:
		frappe.throw(message, GuardRefused)
