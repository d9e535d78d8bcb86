"""Endpoints of the form of a broadcast: what would go out, to how many, and the steps. Nobody is named, ever."""

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.exceptions import AccessRefused
from cfm_app.integrations.engine import broadcast_words, broadcasts, templates
from cfm_app.integrations.engine.broadcast_numbers import BROADCAST, RECIPIENT
from cfm_app.portal import languages
from cfm_app.rules import broadcasts as rules

STEPS = ("ask", "send_back", "pause", "resume", "cancel")


@frappe.whitelist(methods=["GET", "POST"])
def choices(line: str) -> list:
	"""Return the messages that may go out over a line: [{value, label}]."""
	frappe.has_permission(BROADCAST, "create", throw=True)
	kind = frappe.db.get_value("CFM Message Line", line, "kind")
	keys = templates.keys_in_use(kind) if kind in rules.KINDS_OF_LINE else {}
	return [
		{"value": key, "label": title, "description": key}
		for key, title in sorted(keys.items())
		if key not in rules.TO_ONE_PERSON
	]


@frappe.whitelist(methods=["GET", "POST"])
def broadcast_page(name: str) -> dict:
	"""Return what the form shows: {words: [{language, direction, body, parts}], steps, seen, hindrance, asked_by_name, approved_by_name}.

	`steps` are those the user may take now; `seen` goes back with the approval.
	"""
	doc = _opened(name)
	return {
		"words": _words(doc),
		"steps": sorted(_steps(doc)),
		"seen": doc.audience_fingerprint if doc.state == "Asked" else "",
		"hindrance": broadcasts.hindrance(doc) if doc.state in ("Approved", "Running") else "",
		"asked_by_name": get_fullname(doc.asked_by) if doc.asked_by else "",
		"approved_by_name": get_fullname(doc.approved_by) if doc.approved_by else "",
	}


@frappe.whitelist(methods=["POST"])
def take_step(name: str, step: str) -> None:
	"""Ask for a broadcast, send it back, pause, resume or cancel it. Raises AccessRefused and GuardRefused."""
	doc = _opened(name)
	if step not in STEPS:
		frappe.throw(_("This is not possible any more. Reload the page."), AccessRefused)
	getattr(broadcasts, step)(doc)


@frappe.whitelist(methods=["POST"])
def approve(name: str, seen: str) -> None:
	"""Approve a broadcast as it was on the screen, as somebody else than who asked. Raises as take_step."""
	broadcasts.approve(_opened(name), seen)


def _opened(name: str):
	if not frappe.has_permission(BROADCAST, "read") or not frappe.db.exists(BROADCAST, name):
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	return frappe.get_doc(BROADCAST, name)


def _words(doc) -> list[dict]:
	words = broadcast_words.by_language(doc, _codes(doc))
	return [
		{
			"language": languages.own_name(language),
			"direction": languages.direction(language),
			"body": rendered.body,
			"parts": rendered.segments,
		}
		for language, rendered in words.items()
		if rendered
	]


def _codes(doc) -> set[str]:
	"""Return the languages of those who get it; before it is asked, all that its words are there for."""
	asked = frappe.get_all(  # reason: which languages, not who; the caller may read the broadcast
		RECIPIENT, {"broadcast": doc.name}, pluck="language", distinct=True
	)
	fit = {"template_key": doc.template_key, "is_active": 1, "reviewed_as_neutral": 1}
	return set(asked) or set(frappe.get_list("CFM Message Template", fit, pluck="language", limit=0))


def _steps(doc) -> set[str]:
	"""Return the steps that this user may take now."""
	roles, possible = set(frappe.get_roles()), rules.possible_steps(doc.state) - {"start", "finish"}
	if not roles & broadcasts.ASKERS:
		possible.discard("ask")
	if not roles & broadcasts.APPROVERS or doc.asked_by == frappe.session.user:
		possible.discard("approve")
	return possible if roles & (broadcasts.ASKERS | broadcasts.APPROVERS) else set()
