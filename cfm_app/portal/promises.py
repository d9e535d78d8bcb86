"""By when a person is answered, from the same clocks that staff are held to (requirements A05)."""

from datetime import datetime

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import clocks
from cfm_app.handling.levels import code_of_level

USUAL_URGENCY = "U4"


def answer_due(complaint) -> datetime | None:
	"""Return when a complaint's answer is due: the earlier of first answer and end, as site time."""
	return min(filter(None, (complaint.first_answer_due, complaint.resolve_due)), default=None)


def promise(feedback_type: str | None, area: str | None, received_on=None) -> datetime | None:
	"""Return when something of this type, received in this area, would be answered at the latest."""
	kind = frappe.get_cached_doc("CFM Feedback Type", feedback_type) if feedback_type else None
	item = frappe.new_doc("Complaint", area=area, received_on=received_on or now_datetime())
	item.sensitivity = code_of_level(max(kind.default_level, kind.level_floor)) if kind else None
	item.urgency = (kind.default_urgency if kind else None) or USUAL_URGENCY
	clocks.set_due_dates(item)
	return answer_due(item)


def latest_promise(types: list[str]) -> datetime | None:
	"""Return the date that holds for all of these types: what the page may promise before anything is chosen."""
	area = frappe.get_cached_doc("CFM Settings").default_area
	return max(filter(None, (promise(name, area) for name in [*types, None])), default=None)
