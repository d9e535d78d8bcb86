"""Endpoints for staff: the papers in the file of a complaint, how long it is kept, and what holds it."""

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.api.desk_files import sentence
from cfm_app.api.desk_request import open_in_full, take_words_out_of_logs
from cfm_app.cfm_app.doctype.cfm_hold import cfm_hold
from cfm_app.confidentiality import documents, erasure, files, retention
from cfm_app.handling import timeline
from cfm_app.handling.words import clean
from cfm_app.rules.access import FULL
from cfm_app.rules.uploads import Refusal

PAPER_CODE_LENGTH = 60


def of(doc, depth: int) -> dict:
	"""Return {rule, identity_on, record_on, because, gone}; in full also {holds, may_hold, papers, kinds, loose_files}."""
	verdict = retention.of(doc)
	part = {
		"rule": _title(verdict.class_name),
		"identity_on": verdict.identity_on,
		"record_on": verdict.record_on,
		"because": verdict.because,
		"gone": sorted(erasure.done_scopes([doc.name]).get(doc.name, ())),
	}
	if depth < FULL:
		return part
	papers = documents.checklist(doc)
	return {
		**part,
		"holds": _holds(doc),
		"may_hold": bool(frappe.has_permission("CFM Hold", "create")),
		"papers": papers,
		"kinds": [{"value": row.code, "label": _(row.title)} for row in documents.kinds()],
		"may_file": bool(frappe.has_permission(doc.doctype, "write")),
		"paper_file": doc.paper_file,
	}


@frappe.whitelist(methods=["POST"])
def add_paper(name: str, kind: str) -> dict:
	"""Seal the file that comes with this request (multipart, field `file`) as this kind of paper. Returns {file}."""
	record = open_in_full("Complaint", name, "write")
	sent = frappe.request.files.get("file")
	if not sent:
		frappe.throw(_("Choose a file first."))
	checked = files.check(sent.stream.read(), sent.filename or "")
	if isinstance(checked, Refusal):
		frappe.throw(sentence(checked.code))
	stored = files.add(record.doctype, record.name, checked)
	documents.set_kind(record, stored, kind)
	timeline.write(record, "file added", detail=kind)
	return {"file": stored}


@frappe.whitelist(methods=["POST"])
def name_paper(name: str, file: str, kind: str) -> None:
	"""Say what kind of paper a file that is there already is."""
	documents.set_kind(open_in_full("Complaint", name, "write"), file, kind)


@frappe.whitelist(methods=["POST"])
def set_paper_file(name: str, code: str = "") -> None:
	"""Write down the code of the paper folder."""
	record = open_in_full("Complaint", name, "write")
	record.db_set("paper_file", clean(code, _("Paper file"), PAPER_CODE_LENGTH) or None, notify=True)


@frappe.whitelist(methods=["POST"])
def hold(name: str, kind: str, reason: str) -> dict:
	"""Keep a complaint from being erased until the hold is lifted. Returns {hold}."""
	record = open_in_full("Complaint", name)
	frappe.has_permission("CFM Hold", "create", throw=True)
	take_words_out_of_logs()
	held = frappe.new_doc("CFM Hold", complaint=record.name, kind=kind)
	held.reason = clean(reason, _("Reason"))
	held.insert()
	return {"hold": held.name}


@frappe.whitelist(methods=["POST"])
def lift_hold(hold: str) -> None:
	"""Let retention go on."""
	open_in_full("CFM Hold", hold, "write").lift()


def _holds(doc) -> list[dict]:
	if not cfm_hold.held([doc.name]) or not frappe.has_permission("CFM Hold", "read"):
		return []
	names = frappe.get_list(
		"CFM Hold",
		{"complaint": doc.name, "lifted_on": ["is", "not set"]},
		pluck="name",
		order_by="placed_on",
	)
	return [_hold(frappe.get_doc("CFM Hold", name)) for name in names]


def _hold(held) -> dict:
	return {
		"name": held.name,
		"kind": held.kind,
		"reason": held.reason,
		"since": held.placed_on,
		"by_name": get_fullname(held.placed_by),
		"may_lift": bool(frappe.has_permission("CFM Hold", "write")),
	}


def _title(rule: str | None) -> str:
	return _(frappe.get_cached_value("CFM Retention Rule", rule, "title")) if rule else ""
