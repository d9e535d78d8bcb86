"""Takes a filled public form: one contact for one form, whoever sends it twice, and a receipt for the person."""

import json
from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe import _

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import phone_region_of
from cfm_app.cfm_app.doctype.cfm_privacy_notice import cfm_privacy_notice
from cfm_app.confidentiality import files, receipts, sealing
from cfm_app.exceptions import PortalRefused
from cfm_app.handling import intake
from cfm_app.handling.retry import again_on_deadlock
from cfm_app.portal import counters, promises, tokens, typed
from cfm_app.portal.questions import DOCTYPE, LONG_TEXT, offered_areas, offered_types
from cfm_app.portal.requests import as_guest
from cfm_app.rules import spam

CHANNEL = "WEB"
FORM = "form"
IN_VAULT_WITH_PERSON = (*typed.IDENTITY, "stay_anonymous", "answer_by", "good_times", "prefers_woman")
IN_VAULT_WITH_PERSON += ("may_call", "may_write", "may_leave_voice_message")
EXPLAINED = ("explained_process", "explained_deadline", "explained_confidentiality", "explained_channels")


@dataclass
class Filled:
	"""A form as it came in. `key` is the token of the page it was typed on; Frappe's own rendering has None."""

	questions: list
	sent: dict
	language: str
	key: str | None = None
	trap: str = ""
	uploads: list = field(default_factory=list)
	values: dict = field(default_factory=dict)
	errors: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
	"""What the person takes home."""

	code: str
	due: datetime | None


def new_key() -> str:
	"""Return the one-time key of a form that is shown now."""
	return tokens.make(FORM, once=frappe.generate_hash(length=32))


def check(filled: Filled) -> bool:
	"""Fill in values and errors of a form; return whether it can be taken."""
	filled.values, filled.errors = typed.read(filled.questions, filled.sent)
	region = phone_region_of(_area(filled))
	filled.errors.update(typed.check_contact(filled.values, region))
	return not filled.errors


@again_on_deadlock
def take(filled: Filled) -> Receipt:
	"""Store a checked form once and return its receipt. Raises PortalRefused for a robot, and for a stale form."""
	shown = {"once": frappe.generate_hash(length=32)} if filled.key is None else tokens.read(FORM, filled.key)
	if not shown:
		raise PortalRefused(
			_("The page was open for too long. Your text is still here: please send it once more.")
		)
	secret = f"{shown['once']} {json.dumps(filled.values, sort_keys=True)}"
	code, key = receipts.code_for(secret), sealing.blind_index("submission", secret)
	earlier = _received_on(key)
	if not earlier:
		_store(filled, key, code, _suspicion(filled, shown))
	return Receipt(code, promises.promise(_type(filled), _area(filled), earlier))


def _store(filled: Filled, key: str, code: str, held: bool) -> None:
	frappe.db.savepoint("cfm_submission")
	try:
		with as_guest():
			contact = intake.take_contact(_facts(filled, key, held), _words(filled), _people(filled))
			receipts.issue(contact, code)
			for upload in filled.uploads:
				files.add(DOCTYPE, contact.name, upload)
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		# the same form arrived twice at the same moment: the other one is stored
		frappe.db.rollback(save_point="cfm_submission")
		frappe.local.message_log = []


def _suspicion(filled: Filled, shown: dict) -> bool:
	settings = frappe.get_cached_doc("CFM Settings")
	verdict = spam.slow_down(
		counters.count("messages", counters.source()),
		counters.count("messages"),
		honeypot_filled=bool(filled.trap),
		seconds_to_fill=tokens.age(shown) if "made" in shown else None,
		hold_from_everywhere=settings.messages_per_hour_everywhere or spam.HOLD_FROM_EVERYWHERE,
	)
	if verdict.decision == "refuse":
		raise PortalRefused(_why(verdict.code))
	return verdict.decision == "hold"


def _why(refused: str) -> str:
	return {
		"trap_filled": _("Please empty the field that says so, then send it once more."),
		"too_many": _(
			"Too many messages come in at the moment. Your text is still here: please send it again in an hour, "
			"or reach us another way."
		),
	}[refused]


def _facts(filled: Filled, key: str, held: bool) -> dict:
	notice = cfm_privacy_notice.current(filled.language)
	coded = {
		question.name: filled.values[question.name] or None
		for question in filled.questions
		if not _is_sealed(question) and question.name not in ("feedback_type", "area")
	}
	return {
		**coded,
		**dict.fromkeys(EXPLAINED, 1),
		"channel": CHANNEL,
		"feedback_type": _type(filled),
		"area": _area(filled),
		"language": filled.language,
		"privacy_notice": notice.name if notice else None,
		"held_for_review": int(held),
		"submission_key": key,
	}


def _words(filled: Filled) -> dict[str, str]:
	sealed = [question.name for question in filled.questions if _is_sealed(question)]
	return {name: filled.values[name] for name in sealed if name not in IN_VAULT_WITH_PERSON}


def _people(filled: Filled) -> list[dict]:
	return typed.people(filled.values, filled.language)


def _is_sealed(question) -> bool:
	field = frappe.get_meta(DOCTYPE).get_field(question.name)
	return bool(field.is_virtual) or question.kind in LONG_TEXT or question.name in IN_VAULT_WITH_PERSON


def _type(filled: Filled) -> str | None:
	return offered_types().get(filled.values.get("feedback_type") or "")


def _area(filled: Filled) -> str | None:
	chosen = offered_areas().get(filled.values.get("area") or "")
	return chosen or frappe.get_cached_doc("CFM Settings").default_area


def _received_on(key: str) -> datetime | None:
	return frappe.db.get_value(DOCTYPE, {"submission_key": key}, "received_on")
