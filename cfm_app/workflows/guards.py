"""What must be true before a complaint enters a state. Each guard throws GuardRefused with a sentence that helps."""

import frappe
from frappe import _

from cfm_app.confidentiality import vault
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import care
from cfm_app.rules import closing, dossier
from cfm_app.workflows import states

WRITTEN_SECTIONS = ("facts", "evidence", "other_party", "assessment", "plan", "correspondence", "evaluation")


def check(doc, before: str) -> None:
	"""Throw GuardRefused when the complaint may not go from this state to the one it now names."""
	guard = GUARDS.get(doc.workflow_state)
	if guard:
		guard(doc, before)


def blockers(doc) -> list[str]:
	"""Return the codes of everything that stands in the way of closing this complaint now."""
	response = last_response(doc)
	facts = closing.ClosingFacts(
		response_delivered=bool(response and response.state == "Delivered")
		or bool(doc.resolved_at_first_contact),
		outcome=doc.outcome,
		could_not_respond_reason=(response.not_delivered_reason if response else None) or None,
		attempts=response.attempts if response else 0,
		attempts_needed=_settings("attempts_before_giving_up") or closing.ATTEMPTS_NEEDED,
		missing_sections=tuple(missing_sections(doc)),
		open_questions=0,
		answer_required=_answer_is_owed(doc),
	)
	return closing.close_blockers(facts)


def missing_sections(doc) -> list[str]:
	"""Return the mandatory parts of the dossier that are still missing, by code; below the level of the setting, none."""
	if doc.level < (_settings("dossier_from_level") or 0):
		return []
	required = dossier.required_sections(doc.level, doc.feedback_type, doc.outcome)
	return dossier.missing(required, present_sections(doc), closing=True)


def present_sections(doc) -> list[str]:
	"""Return the parts of the dossier that hold something."""
	words = vault.read_for_system(doc.doctype, doc.name)
	present = [section for section in WRITTEN_SECTIONS if words.get(section)]
	present += ["intake"] * bool(words.get("narrative") or words.get("summary"))
	present += ["correspondence"] * bool(last_response(doc))
	return present + ["outcome"] * bool(doc.outcome)


def last_response(doc):
	"""Return {name, state, attempts, not_delivered_reason, …} of the newest answer, or None."""
	fields = ["name", "state", "attempts", "not_delivered_reason", "approved_by", "prepared_by", "channel"]
	rows = frappe.get_all(  # reason: the guard must see every answer, whoever closes
		"CFM Response", {"complaint": doc.name}, fields, order_by="creation desc", limit=1
	)
	return rows[0] if rows else None


def _before_triage(doc, _before: str) -> None:
	missing = [doc.meta.get_label(field) for field in ("category", "urgency") if not doc.get(field)]
	if missing:
		_refuse(
			_("Before triage, fill in: {0}").format(
				", ".join(_(label, context="Complaint") for label in missing)
			)
		)
	_check_child(doc)


def _before_work(doc, before: str) -> None:
	if not doc.handler:
		_refuse(_("Nobody works on this yet. Assign it first."))
	_check_child(doc)


def _check_child(doc) -> None:
	if care.missing_for_work(doc):
		_refuse(
			_(
				"This is about a child. Write down first whether the child and the caregiver agree, or why going on "
				"is best for the child."
			)
		)


def _before_waiting(doc, _before: str) -> None:
	if not doc.waiting_reason:
		_refuse(_("Say what is being waited for."))


def _before_draft(doc, _before: str) -> None:
	if not last_response(doc):
		_refuse(_("There is no answer yet. Write one first."))


def _before_approved(doc, _before: str) -> None:
	response = last_response(doc)
	if not response or response.state not in ("Approved", "Sent", "Delivered"):
		_refuse(_("The talking points are not approved yet."))


def _before_answered(doc, _before: str) -> None:
	response = last_response(doc)
	needs = closing.answer_needs_approval(
		doc.level, _settings("approval_from_level") or closing.APPROVAL_FROM_LEVEL
	)
	if not response:
		_refuse(_("There is no answer yet. Write one first."))
	if needs and not response.approved_by:
		_refuse(_("At this level the talking points need approval before the answer goes out."))
	if response.state not in ("Delivered", "Could not respond"):
		_refuse(_("Record first that the answer reached the person, or why it could not."))


def _before_closed(doc, _before: str) -> None:
	found = blockers(doc)
	if found:
		_refuse("<br>".join(_sentence(code, doc) for code in found))


def _before_out_of_scope(doc, _before: str) -> None:
	if not doc.forwarded_to and not doc.outcome:
		_refuse(_("Say to whom it was passed on, or choose an outcome."))


def _before_duplicate(doc, _before: str) -> None:
	if not doc.duplicate_of or doc.duplicate_of == doc.name:
		_refuse(_("Say which other complaint this one repeats."))


GUARDS = {
	states.TRIAGED: _before_triage,
	states.IN_PROGRESS: _before_work,
	states.WAITING: _before_waiting,
	states.ANSWER_DRAFTED: _before_draft,
	states.ANSWER_APPROVED: _before_approved,
	states.ANSWERED: _before_answered,
	states.CLOSED: _before_closed,
	states.OUT_OF_SCOPE: _before_out_of_scope,
	states.DUPLICATE: _before_duplicate,
}


def _sentence(code: str, doc) -> str:
	if code == "missing_sections":
		sections = ", ".join(_section_label(doc, section) for section in missing_sections(doc))
		return _("The dossier is not complete. Missing: {0}").format(sections)
	return {
		"no_response": _("No answer has reached the person, and no reason is given why it could not."),
		"too_few_attempts": _("Try to reach the person at least {0} times before giving up.").format(
			_settings("attempts_before_giving_up")
		),
		"no_outcome": _("Choose an outcome."),
		"open_questions": _("The person still waits for an answer to a question."),
	}[code]


def _section_label(doc, section: str) -> str:
	field = "narrative" if section == "intake" else section
	return _(doc.meta.get_label(field), context="Complaint")


def _answer_is_owed(doc) -> bool:
	if doc.outcome and frappe.get_cached_value("CFM Outcome", doc.outcome, "needs_no_response"):
		return False
	return frappe.get_cached_value("CFM Feedback Type", doc.feedback_type, "needs_answer") == "Yes"


def _settings(field: str):
	return frappe.get_cached_value("CFM Settings", None, field)


def _refuse(message: str) -> None:
	frappe.throw(message, GuardRefused, title=_("Not yet"))
