"""Turns a record into numbers: a few columns stay, made coarser; every other column, also a later one, is emptied."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.record_access import area_path
from cfm_app.rules.access import RecordFacts
from cfm_app.rules.retention import coarser_place, first_of_month

COUNTED = {
	"Complaint": (
		"feedback_type",
		"category",
		"about_action_or_inaction",
		"sensitivity",
		"level",
		"urgency",
		"urgency_rank",
		"project",
		"channel",
		"language",
		"received_via",
		"interaction",
		"sex",
		"age_band",
		"has_disability",
		"population_status",
		"workflow_state",
		"outcome",
		"resolved_at_first_contact",
		"faq",
		"changed_something",
		"reopen_count",
		"satisfaction_rating",
	),
	"CFM Interaction": (
		"state",
		"channel",
		"direction",
		"project",
		"language",
		"feedback_type",
		"is_anonymous",
		"speaker",
		"received_via",
		"privacy_notice",
		"explained_process",
		"explained_deadline",
		"explained_confidentiality",
		"explained_channels",
		"disposition",
		"intake_rating",
	),
}
# moved together to the start of the month of receipt, so that the days between them stay right
MOMENTS = {
	"Complaint": (
		"received_on",
		"occurred_on",
		"acknowledge_due",
		"acknowledged_on",
		"first_answer_due",
		"first_answered_on",
		"resolve_due",
		"closed_on",
	),
	"CFM Interaction": ("received_on", "closed_on"),
}
STANDARD = ("name", "idx", "docstatus", "owner", "creation", "modified", "modified_by")
NOBODY = "Administrator"
NUMBERS = {"Int", "Check", "Float", "Currency", "Percent"}


def make_numbers_of(doctype: str, name: str, area_levels: int) -> None:
	"""Empty every column of a record that is not counted, and make moments and place coarser."""
	row = frappe.db.get_value(doctype, name, "*", as_dict=True)
	area = _coarser_area(row.area, area_levels)
	values = {**_emptied(doctype), **_moments(doctype, row), "area": area}
	facts = RecordFacts(
		level=row.get("level") or 0,
		project=row.project or "",
		area_path=area_path(area),
		is_contact=doctype == "CFM Interaction",
	)
	values["access_key"] = access_keys.key_for(facts, area)
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table.name == name)
	for column, value in values.items():
		query = query.set(table[column], value)
	query.run()
	frappe.clear_document_cache(doctype, name)


def _emptied(doctype: str) -> dict:
	meta = frappe.get_meta(doctype)
	numbers = {field.fieldname for field in meta.fields if field.fieldtype in NUMBERS}
	stays = {*STANDARD, *COUNTED[doctype]}
	columns = [column for column in frappe.db.get_table_columns(doctype) if column not in stays]
	return {column: 0 if column in numbers else None for column in columns}


def _moments(doctype: str, row) -> dict:
	received = get_datetime(row.received_on)
	month = get_datetime(first_of_month(received.date()))
	delta = month - received
	moved = {field: _moved(row[field], delta) for field in MOMENTS[doctype]}
	return {**moved, "creation": month, "modified": month, "owner": NOBODY, "modified_by": NOBODY}


def _moved(moment, delta: timedelta):
	return moment + delta if moment else None


def _coarser_area(area: str | None, levels: int) -> str | None:
	wanted = coarser_place(area_path(area), levels)
	return frappe.db.get_value("CFM Area", {"path": wanted}, "name") if wanted else None
