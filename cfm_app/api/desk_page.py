"""Puts together what the form of a complaint shows, as deep as the user who asks may see."""

import frappe
from frappe import _
from frappe.model.workflow import get_transitions
from frappe.utils import get_fullname, get_system_timezone, now_datetime

from cfm_app.api.desk_parts import PARTS
from cfm_app.api.desk_timeline import timeline_of
from cfm_app.api.desk_titles import title
from cfm_app.cfm_app.doctype.cfm_privacy_notice.cfm_privacy_notice import current
from cfm_app.confidentiality import files, persons, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.viewers import viewer
from cfm_app.handling import clocks, wishes
from cfm_app.handling.moments import to_utc
from cfm_app.rules import clocks as clock_rules
from cfm_app.rules import closing, dossier, quality
from cfm_app.rules.access import DEPTH_NAMES, FULL, may_reveal
from cfm_app.workflows import guards, states

CLOCK_LABELS = {"acknowledge": "Acknowledge", "first_answer": "First answer", "resolve": "Resolve"}
RESPONSE_FIELDS = (
	"name",
	"modified",
	"state",
	"channel",
	"language",
	"prepared_by",
	"approved_by",
	"approved_on",
	"attempts",
	"last_attempt_on",
	"person_reached",
	"understood",
	"not_delivered_reason",
)
FOLLOW_UP_FIELDS = ["name", "kind", "due_on", "result", "done_on", "attempts", "effect", "handling_rating"]
WORDS = ("narrative", "summary", "question_behind", "support_need", "wanted_result", *guards.WRITTEN_SECTIONS)


def of(doc) -> dict:
	"""Return what the form shows.

	{depth, facts, clocks, days_open, transitions} and the parts of desk_parts.py always; with full depth also {words, answers, parties,
	may_reveal, safe_contact, earlier, responses, needs_approval, follow_ups, files, timeline, dossier, blockers}.
	"""
	depth = record_depth(doc)
	page = {
		"depth": DEPTH_NAMES[depth],
		"facts": _facts(doc),
		"clocks": [_clock(doc, clock) for clock in clocks.CLOCKS if doc.get(f"{clock}_due")],
		"days_open": _days_open(doc),
		"transitions": [row.action for row in get_transitions(doc)] if _may_move(doc, depth) else [],
	}
	page |= {part: of_part(doc, depth) for part, of_part in PARTS.items()}
	return {**page, **_in_full(doc)} if depth == FULL else page


def _may_move(doc, depth: int) -> bool:
	return depth == FULL and frappe.has_permission(doc.doctype, "write")


def of_contact(doc) -> dict:
	"""Return {depth, notice, complaints}, with full depth also {parties, may_reveal, files, timeline}."""
	depth = record_depth(doc)
	page = {"depth": DEPTH_NAMES[depth], "notice": _notice(doc.language), "complaints": _complaints_of(doc)}
	if depth < FULL:
		return page
	return {
		**page,
		"parties": persons.parties_of(doc),
		"may_reveal": may_reveal(facts_of(doc.access_key), viewer()),
		"files": files.listing(doc),
		"timeline": timeline_of(doc),
	}


def _notice(language: str | None) -> dict:
	notice = current(language or frappe.local.lang)
	return {"name": notice.name, "spoken": notice.spoken_notice or notice.notice} if notice else {}


def _complaints_of(contact) -> list[dict]:
	fields = ["name", "feedback_type", "category", "workflow_state"]
	return frappe.get_list("Complaint", {"interaction": contact.name}, fields, order_by="creation")


def _in_full(doc) -> dict:
	words = vault.read(doc)
	return {
		"words": {field: words.get(field) or "" for field in WORDS},
		"answers": doc.answers or "",
		"added": _added(doc, words),
		"parties": persons.parties_of(doc),
		"may_reveal": may_reveal(facts_of(doc.access_key), viewer()),
		"safe_contact": wishes.in_words(persons.wishes_of(doc)),
		"earlier": _earlier(doc),
		"responses": _responses(doc),
		"needs_approval": _needs_approval(doc),
		"follow_ups": _follow_ups(doc),
		"files": files.listing(doc),
		"timeline": timeline_of(doc),
		"dossier": _dossier(doc),
		"blockers": [] if doc.workflow_state in states.ENDED else guards.blockers(doc),
	}


def _added(doc, words: dict[str, str]) -> list[dict]:
	"""Return the sealed questions an administrator added without code: [{field, label, text}]."""
	added = doc.meta.get("fields", {"is_virtual": 1, "is_custom_field": 1})
	return [
		{"field": field.fieldname, "label": _(field.label), "text": words.get(field.fieldname) or ""}
		for field in added
	]


def _facts(doc) -> dict:
	level = doc.sensitivity and frappe.get_cached_doc("CFM Sensitivity Level", doc.sensitivity)
	urgency = doc.urgency and frappe.get_cached_doc("CFM Urgency", doc.urgency)
	return {
		"reference": doc.name,
		"state": doc.workflow_state,
		"level": doc.level,
		"level_title": _(level.title) if level else "",
		"level_color": level.color if level else "",
		"urgency_title": _(urgency.title) if urgency else "",
		"urgency_color": urgency.color if urgency else "",
		"type_title": title("CFM Feedback Type", doc.feedback_type),
		"category_title": title("CFM Category", doc.category),
		"handler": doc.handler,
		"handler_name": _full_name(doc.handler),
		"in_default_queue": doc.in_default_queue,
		"ended": doc.workflow_state in states.ENDED,
		"lowering_to": doc.lowering_to if doc.lowering_asked_by else None,
		"lowering_asked_by": doc.lowering_asked_by,
		"lowering_asked_by_name": _full_name(doc.lowering_asked_by),
	}


def _clock(doc, clock: str) -> dict:
	due, done = doc.get(f"{clock}_due"), doc.get(clocks.DONE[clock])
	now, start = to_utc(done or now_datetime()), to_utc(doc.received_on)
	return {
		"clock": clock,
		"label": _(CLOCK_LABELS[clock]),
		"due": due,
		"done": done,
		"status": clock_rules.status(to_utc(due), to_utc(done) if done else None, now, clocks.WARN_BEFORE),
		"progress": round(100 * clock_rules.progress(start, to_utc(due), now)),
	}


def _days_open(doc) -> int:
	until = to_utc(doc.closed_on or now_datetime())
	return clock_rules.days_open(to_utc(doc.received_on), until, get_system_timezone())


def _earlier(doc) -> list[dict]:
	names = persons.earlier_records(doc)
	if not names:
		return []
	fields = ["name", "feedback_type", "workflow_state", "received_on", "category", "area"]
	rows = frappe.get_list("Complaint", {"name": ["in", names]}, fields, order_by="received_on desc")
	for row in rows:
		row.may_be_the_same = quality.likely_duplicates(_coded(doc), _coded(row))
	return rows


def _coded(record) -> quality.CodedFacts:
	# what is compared here comes from one person's number or address already
	return quality.CodedFacts(frozenset({"same"}), record.category, record.area, to_utc(record.received_on))


def _responses(doc) -> list[dict]:
	names = frappe.get_list(
		"CFM Response", {"complaint": doc.name}, pluck="name", order_by="creation desc", limit=20
	)
	return [_response(frappe.get_doc("CFM Response", name)) for name in names]


def _response(response) -> dict:
	words = vault.read(response)
	shown = {field: response.get(field) for field in RESPONSE_FIELDS}
	shown["channel_title"] = title("CFM Channel", response.channel)
	shown |= {f"{field}_name": _full_name(response.get(field)) for field in ("prepared_by", "approved_by")}
	return {**shown, "talking_points": words.get("talking_points"), "answer": words.get("answer")}


def _follow_ups(doc) -> list[dict]:
	if not frappe.has_permission("CFM Follow Up", "read"):
		return []
	return frappe.get_list("CFM Follow Up", {"complaint": doc.name}, FOLLOW_UP_FIELDS, order_by="due_on")


def _needs_approval(doc) -> bool:
	from_level = (
		frappe.get_cached_value("CFM Settings", None, "approval_from_level") or closing.APPROVAL_FROM_LEVEL
	)
	return closing.answer_needs_approval(doc.level, from_level)


def _full_name(user: str | None) -> str:
	return get_fullname(user) if user else ""


def _dossier(doc) -> dict:
	required = dossier.required_sections(doc.level, doc.feedback_type, doc.outcome)
	present = guards.present_sections(doc)
	return {
		"required": required,
		"present": present,
		"missing": dossier.missing(required, present, closing=True),
		"enforced": bool(
			doc.level >= (frappe.get_cached_value("CFM Settings", None, "dossier_from_level") or 0)
		),
		"completeness": round(100 * dossier.completeness(required, present)),
	}
