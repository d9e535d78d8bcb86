"""Puts together what a person may have: her own words and data, and nobody else's. It leaves as a locked file."""

import secrets
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

import frappe
from frappe import _
from frappe.utils import format_date, format_datetime

from cfm_app.confidentiality import access_log, export_file, files, persons, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.handling import dialogue, referral_identity, wishes
from cfm_app.integrations.engine import message_copy
from cfm_app.rules.access import FULL, SENSITIVE_FROM
from cfm_app.rules.export_rules import new_password
from cfm_app.rules.spreadsheet_safety import safe_rows

WIDTHS = (28, 90)
HEADING = ""


def make(request, records: list) -> dict:
	"""Return {filename, content (bytes), password, left_out}: a locked spreadsheet of these records.

	Records of levels 5-6 are taken in only by who may read them; `left_out` names the others, for their focal point.
	Every record that is taken in is logged.
	"""
	mine = [record for record in records if may_take(record)]
	rows = [*_about(request), *(row for record in mine for row in of_record(record))]
	for record in mine:
		access_log.write("export", record, f"copy {request.name}")
	password = new_password(secrets.choice)
	return {
		"filename": f"{request.name}.xlsx",
		"content": export_file.locked(_sheet(rows), password),
		"password": password,
		"left_out": [record.name for record in records if record not in mine],
	}


def may_take(record) -> bool:
	"""Tell whether the user may put this record into a copy: below level 5 the checked request is enough."""
	facts = facts_of(record.access_key)  # a contact has a level here only
	return (bool(facts) and facts.level < SENSITIVE_FROM) or record_depth(record) == FULL


def of_record(record) -> list[tuple[str, str]]:
	"""Return what a record holds of its complainant as (label, text) rows; a row without label is a heading."""
	is_complaint = record.doctype == "Complaint"
	rows = [(HEADING, record.name), (_("Received on"), format_datetime(record.received_on))]
	rows += [
		(_("Channel"), _title("CFM Channel", record.channel)),
		(_("Area"), _title("CFM Area", record.area)),
		(_("Type"), _title("CFM Feedback Type", record.feedback_type)),
		(_("Category"), _title("CFM Category", record.category) if is_complaint else ""),
		(_("State"), _(record.get("workflow_state") or record.get("state") or "")),
	]
	rows += _who(record) + _words(record)
	rows += _conversation(record) + _messages(record)
	if is_complaint:
		rows += _answers(record) + _consents(record) + _receivers(record) + _referrals(record)
	rows += [(_("File"), f"{row['mime']} · {format_date(row['at'])}") for row in _files(record)]
	return [(label, text) for label, text in rows if text]


def _about(request) -> list[tuple[str, str]]:
	law = frappe.get_cached_doc("CFM Legal Pack", request.legal_pack)
	organisation = frappe.get_cached_value("CFM Settings", None, "organisation_name")
	return [
		(HEADING, _("What we know about you")),
		(_("From"), organisation or ""),
		(_("Your request"), f"{request.name} · {format_date(request.received_on)}"),
		(_("Legal basis"), law.basis or ""),
		(_("Where the data is kept and who else gets it"), law.transfer_note or ""),
	]


def _who(record) -> list[tuple[str, str]]:
	known = persons.contact_of(record)
	labels = {"name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "alias": _("Alias")}
	rows = [(label, known.get(key) or "") for key, label in labels.items()]
	coded = [(label, _(record.get(field) or "")) for field, label in _coded_labels(record)]
	return [*rows, (_("Safe contact"), wishes.in_words(known.get("wishes") or {}) or ""), *coded]


def _title(doctype: str, name: str | None) -> str:
	return _(frappe.get_cached_value(doctype, name, "title") or "") if name else ""


def _coded_labels(record) -> list[tuple[str, str]]:
	fields = ("sex", "age_band", "has_disability", "population_status", "language")
	return [(field, _(record.meta.get_label(field))) for field in fields if record.meta.has_field(field)]


def _words(record) -> list[tuple[str, str]]:
	words = vault.read_for_system(record.doctype, record.name)
	hers = ("narrative", "message", "happened", "wanted_result")
	added = [field.fieldname for field in record.meta.get("fields", {"is_virtual": 1, "is_custom_field": 1})]
	return [(_(record.meta.get_label(field)), words.get(field) or "") for field in (*hers, *added)]


def _conversation(record) -> list[tuple[str, str]]:
	steps = dialogue.words_for_person(record)
	return [(f"{_(step.kind)} · {format_datetime(step.at)}", step.note) for step in steps if step.note]


def _answers(record) -> list[tuple[str, str]]:
	delivered = {"complaint": record.name, "state": ["in", dialogue.ANSWERS_SHOWN]}
	names = frappe.get_all(  # reason: she has had these answers; the request was checked before
		"CFM Response", delivered, pluck="name", order_by="creation"
	)
	return [
		(_("Our answer"), vault.read_for_system("CFM Response", name).get("answer") or "") for name in names
	]


def _consents(record) -> list[tuple[str, str]]:
	rows = frappe.get_all(  # reason: what she allowed herself
		"CFM Consent", {"complaint": record.name}, ["purpose", "given", "given_on", "withdrawn_on"]
	)
	return [
		(_("Consent"), f"{_(row.purpose)}: {_(row.given)} · {format_date(row.given_on)}")
		for row in rows
		if not row.withdrawn_on
	]


def _receivers(record) -> list[tuple[str, str]]:
	rows = frappe.get_all(  # reason: the law gives her the names of who received her data
		"CFM Disclosure", {"complaint": record.name}, ["name", "agreement", "shared_on"]
	)
	return [
		(
			_("Passed on to"),
			f"{row.agreement or vault.read_for_system('CFM Disclosure', row.name).get('receiver') or ''}"
			f" · {format_date(row.shared_on)}",
		)
		for row in rows
	]


def _referrals(record) -> list[tuple[str, str]]:
	rows = frappe.get_all(  # reason: as above, of those that were really sent
		"Referral",
		{"complaint": record.name, "sent_on": ["is", "set"]},
		["name", "provider", "service_type", "sent_on"],
	)
	return [told for row in rows for told in (_asked_to_help(row), *_about_her(row))]


def _asked_to_help(row) -> tuple[str, str]:
	who = (_title("Service Provider", row.provider), _title("CFM Service Type", row.service_type))
	return _("Asked to help"), " · ".join([*filter(None, who), format_date(row.sent_on)])


def _about_her(row) -> list[tuple[str, str]]:
	"""Return what was asked of her for this referral: papers, birth date, household."""
	about = referral_identity.in_words(referral_identity.of(frappe.get_doc("Referral", row.name)))
	return [(label, about.get(field) or "") for field, label in referral_identity.labels().items()]


def _messages(record) -> list[tuple[str, str]]:
	"""Return what was sent to her phone or mailbox about this, and what she said about being written to."""
	rows = [
		(f"{_('Message to you')} · {format_datetime(row.at)}", row.text or _("The words are no longer kept."))
		for row in message_copy.sent(record)
	]
	labels = {"out": _("You wanted no more messages"), "in": _("You wanted messages again")}
	return rows + [(labels[row.change], format_datetime(row["at"])) for row in message_copy.wishes(record)]


def _files(record) -> list[dict]:
	return files.listing_for_system(record.name)


def _sheet(rows: list[tuple[str, str]]) -> bytes:
	book = Workbook()
	page = book.active
	for column, width in zip("AB", WIDTHS, strict=True):
		page.column_dimensions[column].width = width
	for number, row in enumerate(safe_rows(rows), 1):
		page.append(row)
		page.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
		if row[0] == HEADING:
			page.cell(number, 2).font = Font(bold=True)
	made = BytesIO()
	book.save(made)
	return made.getvalue()
