"""What every endpoint of the desk does first: open the record it may open, and take only what it knows."""

import frappe
from frappe import _

from cfm_app.confidentiality.permissions import record_depth
from cfm_app.exceptions import AccessRefused
from cfm_app.handling.care import FIELDS as CARE_FIELDS
from cfm_app.rules.access import FULL, SUMMARY

CONTACT_FIELDS = (
	"channel",
	"area",
	"project",
	"language",
	"feedback_type",
	"received_on",
	"received_via",
	"speaker",
	"heard_from",
	"about_aid_worker",
	"privacy_notice",
	"explained_process",
	"explained_deadline",
	"explained_confidentiality",
	"explained_channels",
)
COMPLAINT_FIELDS = (
	"feedback_type",
	"category",
	"about_action_or_inaction",
	"sensitivity",
	"urgency",
	"aid_worker_involved",
	"area",
	"project",
	"channel",
	"language",
	"occurred_on",
	"sex",
	"age_band",
	"has_disability",
	"population_status",
	"child_affected",
	"fears_retaliation",
	"wants_woman",
	"independence",
	"about_complaint",
)
COMPLAINT_WORDS = ("narrative", "summary", "question_behind", "support_need", "wanted_result")
PERSON_FIELDS = ("role", "staff", "note")
IDENTITY_FIELDS = ("name", "phone", "email", "alias")
WISHES = ("channel", "language", "times", "safe_to_call", "safe_to_message", "voice_message", "female_staff")


def open_record(doctype: str, name: str, right: str = "read", depth: int = SUMMARY):
	"""Return a document the user may open this deep. A record that does not exist is refused in the same words."""
	record = frappe.get_doc(doctype, name) if frappe.db.exists(doctype, name) else None
	# the depth first: Frappe would explain its own refusal, and so tell that the record exists
	if not record or record_depth(record) < depth or not record.has_permission(right):
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	return record


def open_in_full(doctype: str, name: str, right: str = "read"):
	"""Return a document whose words the user may read."""
	return open_record(doctype, name, right, FULL)


def take_words_out_of_logs() -> None:
	"""Forget the arguments of this request: Frappe writes them into its log files when something fails later."""
	frappe.local.form_dict = frappe._dict()


def only(values: dict | str | None, fields: tuple[str, ...]) -> dict:
	"""Return the values of these fields, as far as they were given; anything else that was sent is dropped."""
	given = frappe.parse_json(values) or {}
	if not isinstance(given, dict):
		frappe.throw(_("This was not understood. Please open the page again."))
	return {field: given[field] for field in fields if given.get(field) not in (None, "")}


def plain(values: dict | str | None, fields: tuple[str, ...]) -> dict:
	"""Return as `only` what a search asks, plain values alone: the database would read a list as a condition."""
	return {
		field: value for field, value in only(values, fields).items() if not isinstance(value, list | dict)
	}


def people_from(values: list | str | None) -> list[dict]:
	"""Return the people of a record as handling/intake.py takes them."""
	people = []
	for given in frappe.parse_json(values) or []:
		identity = only(given.get("identity"), IDENTITY_FIELDS)
		wishes = only((given.get("identity") or {}).get("wishes"), WISHES)
		if wishes:
			identity["wishes"] = wishes
		person = only(given, PERSON_FIELDS)
		if identity or person.get("staff") or person.get("note"):
			people.append({"role": "complainant", **person, "identity": identity})
	return people


def items_from(values: list | str) -> list[dict]:
	"""Return the things one person raised as {facts, words, people, care}."""
	return [
		{
			"facts": only(given.get("facts"), COMPLAINT_FIELDS),
			"words": only(given.get("words"), COMPLAINT_WORDS),
			"people": people_from(given.get("people")),
			"care": only(given.get("care"), CARE_FIELDS),
		}
		for given in frappe.parse_json(values) or []
	]
