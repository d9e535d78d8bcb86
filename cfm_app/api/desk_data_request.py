"""Endpoints for staff: what people ask about their own data, and the erasures that follow from it."""

import base64

import frappe
from frappe import _
from frappe.utils import get_fullname, getdate

from cfm_app.api.desk_request import only, open_in_full, open_record, take_words_out_of_logs
from cfm_app.confidentiality import data_copy, data_requests, erasure, vault
from cfm_app.confidentiality.data_requests import REQUEST
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.handling.soon import start_soon
from cfm_app.handling.words import clean
from cfm_app.rules.access import FULL
from cfm_app.rules.legal_clocks import TERM_OF_KIND, standing

FACTS = ("received_on", "channel", "area", "legal_pack")
PERSON = ("person_name", "phone", "email")
RECORDS = ("Complaint", "CFM Interaction")
WAITING_ROWS = 200
COPIED_KINDS = ("access", "portability")


def waiting() -> list[dict]:
	"""Return the open requests of who answers them, the earliest last day first: [{name, kind, state, due_on, standing}]."""
	if not frappe.has_permission(REQUEST, "read"):
		return []
	fields = ["name", "kind", "state", "due_on", "legal_pack"]
	rows = frappe.get_list(
		REQUEST, {"answered_on": ["is", "not set"]}, fields, order_by="due_on asc", limit=WAITING_ROWS
	)
	return [{**row, "standing": standing(row.due_on, None, getdate())} for row in rows]


@frappe.whitelist(methods=["POST"])
def record_request(
	kind: str, asked: str, facts: dict | str = "{}", person: dict | str = "{}", receipt: str = ""
) -> dict:
	"""Write down what a person asks about her data. Returns {name, due_on}; who has no duty for it cannot read it back."""
	frappe.has_permission(REQUEST, "create", throw=True)
	take_words_out_of_logs()
	words = {**only(person, PERSON), "asked": clean(asked, _("In the person's words"))}
	request = data_requests.receive({"kind": _known(kind), **only(facts, FACTS)}, words, receipt)
	return {"name": request.name, "due_on": request.due_on}


@frappe.whitelist(methods=["POST"])
def record_for(record_type: str, name: str, kind: str, asked: str) -> dict:
	"""Write down what the complainant of this record asks; her name goes along sealed. Returns as record_request."""
	if record_type not in RECORDS:
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	record = open_in_full(record_type, name)
	frappe.has_permission(REQUEST, "create", throw=True)
	take_words_out_of_logs()
	request = data_requests.receive_for(record, _known(kind), clean(asked, _("In the person's words")))
	return {"name": request.name, "due_on": request.due_on}


@frappe.whitelist(methods=["GET", "POST"])
def request_page(name: str) -> dict:
	"""Return {standing} of a request; in full also {words, records, ended, checked_by_name, may_copy}."""
	request = open_record(REQUEST, name)
	answered = getdate(request.answered_on) if request.answered_on else None
	page = {"standing": standing(getdate(request.due_on), answered, getdate())}
	if record_depth(request) < FULL:
		return page
	words = vault.read(request)
	return {
		**page,
		"words": {field: words.get(field) or "" for field in request.SEALED},
		"records": data_requests.found(request),
		"ended": request.state in data_requests.ENDED,
		"checked_by_name": get_fullname(request.identity_checked_by) if request.identity_checked_by else "",
		"may_copy": bool(request.kind in COPIED_KINDS and request.identity_checked_on),
	}


@frappe.whitelist(methods=["POST"])
def check_identity(name: str, means: str) -> None:
	"""Record how it was made sure that this is the person."""
	data_requests.check_identity(open_in_full(REQUEST, name, "write"), means)


@frappe.whitelist(methods=["POST"])
def take(name: str) -> None:
	"""Begin to work on a request."""
	data_requests.take(open_in_full(REQUEST, name, "write"))


@frappe.whitelist(methods=["POST"])
def extend(name: str, reason: str, person_told_on: str) -> dict:
	"""Take the extension of the law, once. Returns {due_on}."""
	request = open_in_full(REQUEST, name, "write")
	take_words_out_of_logs()
	data_requests.extend(request, clean(reason, _("Reason")), person_told_on)
	return {"due_on": request.due_on}


@frappe.whitelist(methods=["POST"])
def answer(name: str, words: str) -> None:
	"""Close a request with what the person was told."""
	request = open_in_full(REQUEST, name, "write")
	take_words_out_of_logs()
	data_requests.answer(request, clean(words, _("Answer")))


@frappe.whitelist(methods=["POST"])
def refuse(name: str, because: str, words: str) -> None:
	"""Close a request with a legal reason and what the person was told."""
	request = open_in_full(REQUEST, name, "write")
	take_words_out_of_logs()
	data_requests.refuse(request, because, clean(words, _("Answer")))


@frappe.whitelist(methods=["POST"])
def make_copy(name: str) -> dict:
	"""Return the copy of her data as a locked file: {filename, content (base64), password, left_out, other_names}. Nothing is stored.

	`other_names`: records of the same number or address under another name, which may be somebody else's.
	"""
	request = open_in_full(REQUEST, name, "write")
	if request.kind not in COPIED_KINDS or not request.identity_checked_on:
		frappe.throw(_("First make sure that this is the person."), GuardRefused)
	hers = [row for row in data_requests.found(request) if row["role"] in data_requests.OWN_ROLES]
	records = [frappe.get_doc(row["record_type"], row["record"]) for row in hers if row["same_name"]]
	copy = data_copy.make(request, records)
	others = [row["record"] for row in hers if not row["same_name"]]
	return {**copy, "content": base64.b64encode(copy["content"]).decode(), "other_names": others}


@frappe.whitelist(methods=["POST"])
def ask_erasure(name: str, records: list | str) -> dict:
	"""Order the erasure of these records of a request; somebody else decides. Returns {ordered, kept}."""
	request = open_in_full(REQUEST, name, "write")
	return data_requests.ask_erasure(request, list(frappe.parse_json(records)))


@frappe.whitelist(methods=["POST"])
def decide_erasure(name: str, agreed: bool) -> dict:
	"""Approve or refuse an erasure that somebody else ordered; a worker carries it out. Returns {state}."""
	order = open_record(erasure.ORDER, name)
	state = erasure.decide(order.name, agreed)
	if state == erasure.APPROVED:
		start_soon("cfm_app.confidentiality.erasure.carry_out", names=[order.name])
	return {"state": state}


def _known(kind: str) -> str:
	if kind not in TERM_OF_KIND:
		frappe.throw(_("Choose what the person wants."))
	return kind
