"""Keeps level and urgency of a complaint in line with its category, and guards every change of level."""

import frappe
from frappe import _, _lt

from cfm_app.confidentiality import access_log, by_action, vault
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import GuardRefused
from cfm_app.handling import timeline
from cfm_app.rules import children, sensitivity
from cfm_app.rules.access import FULL, SENSITIVE_FROM

URGENT = "U2"
REFUSALS = {
	"below_floor": _lt("The category does not allow a lower level."),
	"not_holder": _lt("Only somebody who holds this level may lower it."),
	"second_person_missing": _lt("A second person has to confirm this."),
	"same_person": _lt("Somebody else has to confirm this: two people lower a level, not one."),
	"reason_missing": _lt("Say why the level should be lower."),
}


def set_level(doc) -> None:
	"""Set level, sensitivity, urgency and its rank from what was chosen and what category and type demand."""
	_keep_classified(doc)
	asks = _asks_about_aid_worker(doc)
	involved = doc.aid_worker_involved or ("unknown" if asks else None)
	asked = asks or children.is_about_child(doc.age_band, bool(doc.get("child_affected")))
	level = sensitivity.effective_level(_chosen_level(doc), *_floors(doc), involved, asked)
	doc.level = level
	if doc.sensitivity or doc.category:
		doc.sensitivity = code_of_level(level)
	doc.urgency = doc.urgency or _default_urgency(doc)
	doc.urgency_rank = frappe.get_cached_value("CFM Urgency", doc.urgency, "rank") if doc.urgency else 0


def guard_change(doc, before) -> None:
	"""Refuse a lower level that was set in the form; raising is free, and so is classifying for the first time."""
	if _is_first_classification(before):
		timeline.add(doc, "level changed", detail=f"{before.level} > {doc.level}")
		return
	if doc.level > before.level:
		timeline.add(doc, "level changed", detail=f"{before.level} > {doc.level}")
		access_log.write("raise level", doc, f"{before.level} > {doc.level}")
	if doc.level < before.level and not doc.flags.lowered_by_two:
		frappe.throw(
			_("A level is lowered by two people with a reason: use the action Lower the level."), GuardRefused
		)


def ask_to_lower(doc, wanted: int, reason: str) -> None:
	"""First person: ask for a lower level. Nothing changes until a second person confirms. Throws GuardRefused."""
	_check(doc, wanted, reason, second=True, same=False)
	doc.db_set({"lowering_to": wanted, "lowering_asked_by": frappe.session.user}, notify=True)
	vault.change(doc, {"lowering_reason": reason})
	timeline.write(doc, "level changed", reason, detail=f"asked: {doc.level} > {wanted}")


def confirm_lowering(doc, seen: int) -> None:
	"""Second person: lower to the level she has seen, if that is still what is asked. Throws GuardRefused."""
	if not doc.lowering_asked_by:
		frappe.throw(_("Nobody has asked to lower the level."), GuardRefused)
	if doc.lowering_to != seen:
		frappe.throw(_("Somebody has asked for another level meanwhile. Please look again."), GuardRefused)
	reason = vault.read(doc).get("lowering_reason", "")
	wanted, current = doc.lowering_to, doc.level
	_check(doc, wanted, reason, second=True, same=doc.lowering_asked_by == frappe.session.user)
	doc.update({"sensitivity": code_of_level(wanted), "lowering_to": None, "lowering_asked_by": None})
	doc.flags.lowered_by_two = True
	by_action.begin(doc)
	timeline.add(doc, "level changed", detail=f"{current} > {wanted}")
	access_log.write("lower level", doc, f"{current} > {wanted}", reason)
	doc.save()


def code_of_level(level: int) -> str | None:
	"""Return the code of the sensitivity level with this number."""
	return frappe.db.get_value("CFM Sensitivity Level", {"level": level}, "name", cache=True)


def is_about_conduct(doc) -> bool:
	"""Tell whether the complaint is about the behaviour of staff, partners or suppliers."""
	return any(
		name and frappe.get_cached_value(doctype, name, "is_about_conduct")
		for doctype, name in (("CFM Category", doc.category), ("CFM Feedback Type", doc.feedback_type))
	)


def _keep_classified(doc) -> None:
	"""Taking category and level away would make a record look as if nobody had ever classified it."""
	before = doc.get_doc_before_save()
	if before and not doc.category and not doc.sensitivity:
		doc.update({"category": before.category, "sensitivity": before.sensitivity})


def _is_first_classification(before) -> bool:
	"""Level 5 stood only for "nobody has looked yet" (reference-data 3)."""
	return not before.category and not before.sensitivity


def _check(doc, wanted: int, reason: str, second: bool, same: bool) -> None:
	floor = max(floor or 0 for floor in _floors(doc))
	holder = record_depth(doc) == FULL
	verdict = sensitivity.may_change(doc.level, wanted, floor, holder, second, reason or "", same)
	if not verdict.allowed:
		frappe.throw(str(REFUSALS.get(verdict.code) or _("This level cannot be set.")), GuardRefused)
	if verdict.code != "lowered":
		frappe.throw(_("This is not a lower level."), GuardRefused)


def _chosen_level(doc) -> int | None:
	if doc.sensitivity:
		return frappe.get_cached_value("CFM Sensitivity Level", doc.sensitivity, "level")
	if not doc.category:
		return None
	category = frappe.get_cached_doc("CFM Category", doc.category)
	kind = frappe.get_cached_doc("CFM Feedback Type", doc.feedback_type)
	return max(category.default_level or 0, kind.default_level or 0)


def _floors(doc) -> tuple[int | None, int | None]:
	from cfm_app.cfm_app.doctype.cfm_category.cfm_category import effective_floor

	kind_floor = frappe.get_cached_value("CFM Feedback Type", doc.feedback_type, "level_floor")
	return effective_floor(doc.category) if doc.category else None, kind_floor


def _asks_about_aid_worker(doc) -> bool:
	return bool(
		doc.category and frappe.get_cached_value("CFM Category", doc.category, "asks_aid_worker_question")
	)


def _default_urgency(doc) -> str | None:
	by_category = doc.category and frappe.get_cached_value("CFM Category", doc.category, "default_urgency")
	by_type = frappe.get_cached_value("CFM Feedback Type", doc.feedback_type, "default_urgency")
	usual = by_category or (URGENT if doc.level >= SENSITIVE_FROM else by_type) or "U4"
	return min(usual, URGENT, key=_rank) if doc.get("fears_retaliation") else usual


def _rank(urgency: str) -> int:
	return frappe.get_cached_value("CFM Urgency", urgency, "rank")
