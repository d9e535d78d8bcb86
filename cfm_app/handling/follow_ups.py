"""Plans what is asked of the person after closing, and takes her answer."""

import frappe
from frappe.utils import now_datetime

from cfm_app.handling.moments import from_utc, to_utc
from cfm_app.rules.clocks import after_closing

KINDS = {"satisfaction": "Satisfaction", "aftercare": "Aftercare"}
AFTERCARE_FROM_LEVEL = 4
NOT_ASKED_AFTER = {"Duplicate", "Out of scope"}


def plan_after_closing(doc) -> None:
	"""Plan the satisfaction question, and aftercare for serious complaints, once for each closing."""
	if doc.workflow_state in NOT_ASKED_AFTER:
		return
	for clock, due in due_after_closing(doc).items():
		if clock == "aftercare" and doc.level < AFTERCARE_FROM_LEVEL:
			continue
		follow_up = frappe.new_doc("CFM Follow Up", complaint=doc.name, kind=KINDS[clock], due_on=due)
		follow_up.insert(ignore_permissions=True)  # reason: planned by closing, whoever closes


def due_after_closing(doc) -> dict:
	"""Return {"satisfaction": …, "aftercare": …} as site times, from the settings."""
	from cfm_app.cfm_app.doctype.cfm_area.cfm_area import calendar_of

	settings = frappe.get_cached_doc("CFM Settings")
	closed = to_utc(doc.closed_on or now_datetime())
	due = after_closing(
		closed, calendar_of(doc.area), settings.satisfaction_days or 7, settings.aftercare_months or 2
	)
	return {clock: from_utc(moment) for clock, moment in due.items()}


def cancel(doc) -> None:
	"""Cancel what was planned for a complaint that is open again."""
	table = frappe.qb.DocType("CFM Follow Up")
	query = frappe.qb.update(table).set(table.result, "cancelled").set(table.done_on, now_datetime())
	query.where(table.complaint == doc.name).where(table.done_on.isnull()).run()
