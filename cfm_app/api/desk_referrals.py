"""Endpoints for staff who send referrals: draft, send, move, link the person, ask for news."""

import frappe
from frappe import _
from frappe.utils import get_fullname, now_datetime

from cfm_app.api.desk_request import only, open_in_full, open_record, take_words_out_of_logs
from cfm_app.api.desk_titles import title
from cfm_app.confidentiality import access_log, partner_links, sharing, vault
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.handling import (
	directions,
	help_questions,
	receiver_questions,
	referral_gate,
	referral_identity,
	referral_paper,
	referrals,
)
from cfm_app.handling.message_marks import reason_in_words
from cfm_app.handling.referral_sheet import WORDS
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.handling.words import clean
from cfm_app.rules import referral_clocks, referral_states
from cfm_app.rules.access import FULL

REFERRAL, STEP = referrals.REFERRAL, referrals.STEP
FACTS = (
	"provider",
	"service",
	"service_type",
	"is_protection",
	"priority",
	"mode",
	"area",
	"language",
	"access_needs",
	"shares_words",
)
MOVE_FACTS = (
	"decline_reason",
	"scheduled_on",
	"delivered_on",
	"confirmed_by",
	"reason",
	"new_referral",
)
ROW = (
	"name",
	"workflow_state",
	"provider",
	"service",
	"service_type",
	"priority",
	"mode",
	"sent_on",
	"due_on",
	"linked_on",
	"not_received_on",
	"receiver_asked_on",
	"decline_reason",
	"acknowledged_on",
	"answered_on",
	"scheduled_on",
	"delivered_on",
	"received_confirmed_on",
	"last_chased_on",
	"closed_on",
)


def of(doc, depth: int) -> list[dict]:
	"""Return the referrals of a complaint for its form, newest first, each with how it stands; [] below full depth."""
	if depth < FULL or not frappe.has_permission(REFERRAL, "read"):
		return []
	rows = frappe.get_list(REFERRAL, {"complaint": doc.name}, list(ROW), order_by="creation desc", limit=30)
	return [_row(row) for row in rows]


@frappe.whitelist(methods=["POST"])
def start(
	complaint: str, facts: dict | str, words: dict | str, earlier: str = "", person: dict | str = "{}"
) -> dict:
	"""Draft a referral of a complaint, or one that takes the place of an `earlier` one. Returns {name}.

	`person`: what the receiver must know beyond name and number, the fields of handling/referral_identity.py.
	"""
	record = open_in_full("Complaint", complaint)
	frappe.has_permission(REFERRAL, "create", throw=True)
	replaced = open_in_full(REFERRAL, earlier, "write") if earlier else None
	take_words_out_of_logs()
	referral = referrals.start(record, only(facts, FACTS), _clean(words), replaced)
	referral_identity.seal(referral, only(person, referral_identity.FIELDS))
	return {"name": referral.name}


@frappe.whitelist(methods=["GET", "POST"])
def stands_against(complaint: str, service: str, facts: dict | str = "{}") -> dict:
	"""Return what is known of a referral before anything is typed: {words, final, may_override, missing, tell}.

	`tell`: [(label, text)] what the person is told about the service.
	"""
	record = open_in_full("Complaint", complaint)
	planned = frappe.new_doc(REFERRAL, complaint=record.name, **{**only(facts, FACTS), "service": service})
	planned.take_over()
	planned.check_receiver()
	return {
		**referral_gate.stands_against(planned),
		"missing": referral_gate.missing(planned),
		"tell": directions.of(frappe.get_cached_doc("CFM Service", planned.service)),
	}


@frappe.whitelist(methods=["GET", "POST"])
def referral_page(name: str) -> dict:
	"""Return {standing, actions}; in full also {words, missing, steps, links, may_override, provider}."""
	referral = open_record(REFERRAL, name)
	page = {
		"standing": standing(referral),
		"is_self": referral.mode == referral_clocks.SELF,
		"titles": {**_titles(referral), "is_internal": referral.kind == "internal"},
	}
	if record_depth(referral) < FULL:
		return {**page, "actions": [], "paper": []}
	opened = vault.read(referral)
	return {
		**page,
		"actions": _actions(referral),
		"person": referral_identity.shown(referral),
		"person_hidden": referral_identity.is_hidden(referral),
		"words": {field: opened.get(field) or "" for field in WORDS},
		"missing": referral_gate.missing(referral) if not referral.sent_on else [],
		"steps": _steps(referral),
		"help": help_questions.for_form(referral),
		"links": partner_links.of(referral),
		"may_override": sharing.may_override(referral.record()),
		"may_link": _may_link(referral),
		"may_reply": receiver_questions.may_reply(referral) and frappe.has_permission(REFERRAL, "write"),
		"paper": referral_paper.languages(referral) if frappe.has_permission(REFERRAL, "print") else [],
	}


@frappe.whitelist(methods=["GET", "POST"])
def steps(name: str) -> list[dict]:
	"""Return the steps of a referral, newest first, with their words: {at, by_name, action, detail, note}."""
	referral = open_in_full(REFERRAL, name)
	access_log.view_once(referral)
	return _steps(referral)


@frappe.whitelist(methods=["POST"])
@again_on_deadlock
def act(name: str, action: str, facts: dict | str = "{}", note: str = "") -> dict:
	"""Take one step with a referral. Returns {state}."""
	referral = open_in_full(REFERRAL, name, "write")
	take_words_out_of_logs()
	referrals.move(referral, action, referrals.sender(), clean(note, _("Note")), **only(facts, MOVE_FACTS))
	return {"state": referral.workflow_state}


@frappe.whitelist(methods=["POST"])
def link_person(name: str, linked: bool, note: str = "") -> None:
	"""Record a try to bring the person and the focal point together."""
	referral = open_in_full(REFERRAL, name, "write")
	take_words_out_of_logs()
	referrals.link_attempt(referral, referrals.sender(), linked, clean(note, _("Note")))


@frappe.whitelist(methods=["POST"])
def ask_for_news(name: str) -> None:
	"""Ask the receiver how it stands."""
	referrals.ask_for_news(open_in_full(REFERRAL, name, "write"), referrals.sender())


@frappe.whitelist(methods=["POST"])
def reply(name: str, words: str = "") -> None:
	"""Write back to the partner, or say without words that what it wrote was read."""
	referral = open_in_full(REFERRAL, name, "write")
	take_words_out_of_logs()
	receiver_questions.reply(referral, referrals.sender(), clean(words, _("Message")))


@frappe.whitelist(methods=["GET", "POST"])
def asked_already(complaint: str) -> dict[str, str]:
	"""Return {service: referral} of the services that a referral of this complaint is asking now."""
	record = open_in_full("Complaint", complaint)
	wanted = {
		"complaint": record.name,
		"workflow_state": ["in", referral_states.WITH_RECEIVER],
		"mode": ["!=", referral_clocks.SELF],
	}
	rows = frappe.get_list(REFERRAL, wanted, ["name", "service"], limit=0)
	return {row.service: row.name for row in rows if row.service}


@frappe.whitelist(methods=["POST"])
def rewrite(name: str, words: dict | str, person: dict | str = "{}") -> None:
	"""Change the words of a draft, and what goes along about the person."""
	referral = open_in_full(REFERRAL, name, "write")
	take_words_out_of_logs()
	referral.rewrite(_clean(words))
	referral_identity.rewrite(referral, only(person, referral_identity.FIELDS))


@frappe.whitelist(methods=["POST"])
def make_link(name: str) -> dict:
	"""Make a one-time address for the partner. Returns {address, expires_on}; the address is shown only now."""
	return partner_links.make_for_referral(open_in_full(REFERRAL, name, "write"))


@frappe.whitelist(methods=["POST"])
def revoke_links(name: str) -> None:
	"""Let no address open this referral any more."""
	partner_links.revoke(open_in_full(REFERRAL, name, "write"))


def standing(referral) -> dict:
	"""Return {word, reason} of rules/referral_clocks.py for now, and `asks`: what the receiver wrote waits for somebody."""
	found = referral_clocks.standing(
		referral.workflow_state,
		referral.mode,
		referral.priority,
		referral.sent_on,
		bool(referral.linked_on),
		now_datetime(),
		bool(referral.not_received_on),
	)
	return {"word": found.word, "reason": found.reason, "asks": bool(referral.get("receiver_asked_on"))}


def _actions(referral) -> list[str]:
	found = referrals.actions_for(referral, referrals.sender())
	without = referral_states.WITHOUT_RECEIVER if referral.mode == referral_clocks.SELF else ()
	return [action for action in found if action not in without]


def _may_link(referral) -> bool:
	if referral.mode == referral_clocks.SELF:
		return False
	is_there = referral.sent_on and referral.workflow_state in referral_states.WITH_RECEIVER
	return bool(is_there and frappe.has_permission(REFERRAL, "write"))


def _row(row) -> dict:
	return {**row, "standing": standing(row), **_titles(row)}


def _titles(row) -> dict:
	return {
		"provider_title": title("Service Provider", row.provider),
		"service_title": title("CFM Service", row.service),
		"type_title": title("CFM Service Type", row.service_type),
	}


def _steps(referral) -> list[dict]:
	fields = ["name", "at", "by", "action", "detail"]
	rows = frappe.get_list(
		STEP, {"referral": referral.name}, fields, order_by="at desc, creation desc", limit=200
	)
	for row in rows:
		row.note = vault.read_for_system(STEP, row.name).get(
			"note", ""
		)  # opened and logged with the referral above
		if row.action == help_questions.NOT_ASKED:
			row.detail = reason_in_words(row.detail)
		row.by_name = get_fullname(row.by) if frappe.db.exists("User", row.by) else row.by
	return rows


def _clean(words: dict | str) -> dict:
	return {key: clean(text, key) for key, text in only(words, WORDS).items() if text}
