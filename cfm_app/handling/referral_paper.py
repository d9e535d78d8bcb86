"""The inter-agency referral form on paper: the fields of the IASC form, in the language of who reads it.

Name and number stand on it when the receiver has accepted, and masked where the record masks them for who prints.
"""

import frappe
from frappe import _
from frappe.utils import format_date, format_datetime, get_fullname

from cfm_app.confidentiality import access_log, persons, sharing, vault
from cfm_app.exceptions import AccessRefused
from cfm_app.handling import referral_sheet
from cfm_app.rules.sharing import KINDS

MINOR_BANDS = ("0-4", "5-11", "12-17")
PRIORITIES = {"EMERG": "within 24 hours", "URGENT": "within 3 days", "NORMAL": "within 14 days"}


def languages(referral) -> list[dict]:
	"""Return [{value, label}]: the language of the receiver, of the person and of who asks, each once."""
	provider = referral.provider and frappe.get_cached_value(
		"Service Provider", referral.provider, "language"
	)
	codes = dict.fromkeys(filter(None, (provider, referral.language, frappe.local.lang, "en")))
	return [
		{"value": code, "label": referral_sheet.title_of("Language", code, "language_name")} for code in codes
	]


def form_of(referral) -> dict:
	"""Return {reference, sections: [{title, rows: [(label, text)]}], words: [(label, text)]}; printing it is logged.

	Raises AccessRefused for who may not print the referral.
	"""
	if not referral.has_permission("print"):
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	complaint = referral.record()
	words = vault.read(referral) if referral_sheet.knows_the_person(referral) else {}
	access_log.write("print", referral)
	return {
		"reference": referral.name,
		"sections": [
			{"title": _("The referral"), "rows": _filled(_referral_rows(referral))},
			{"title": _("Who refers"), "rows": _filled(_sender_rows(referral))},
			{"title": _("Who is asked to help"), "rows": _filled(_receiver_rows(referral))},
			{"title": _("The person"), "rows": _filled(_person_rows(referral, complaint))},
			{"title": _("Consent"), "rows": _filled(_consent_rows(complaint))},
		],
		"words": _filled(_word_rows(referral, words)),
	}


def _referral_rows(referral) -> list[tuple]:
	return [
		(_("Date"), format_datetime(referral.sent_on or referral.creation)),
		(_("Priority"), _(PRIORITIES[referral.priority])),
		(_("Answer due"), format_datetime(referral.due_on) if referral.due_on else ""),
		(_("How"), _(referral.mode)),
		(_("Need"), referral_sheet.title_of("CFM Service Type", referral.service_type)),
		(_("State"), _(referral.workflow_state)),
		(_("Instead of"), referral.earlier_referral),
	]


def _sender_rows(referral) -> list[tuple]:
	settings = frappe.get_cached_doc("CFM Settings")
	return [
		(_("Organisation"), settings.organisation_name),
		(_("Contact"), get_fullname(referral.sent_by or referral.owner)),
		(_("How to reach us"), settings.contact_words),
	]


def _receiver_rows(referral) -> list[tuple]:
	if not referral.provider:
		return []
	provider = frappe.get_cached_doc("Service Provider", referral.provider)
	return [
		(_("Organisation"), provider.title),
		(_("Service"), referral_sheet.title_of("CFM Service", referral.service)),
		(_("Focal point"), provider.focal_name),
		(_("Phone"), provider.focal_phone),
	]


def _person_rows(referral, complaint) -> list[tuple]:
	facts = [
		(_("Sex"), _(complaint.sex or "")),
		(_("Age"), _(complaint.age_band or "")),
		(_("Disability"), _(complaint.has_disability or "")),
		(_("Status"), _(complaint.population_status or "")),
		(_("Language"), referral_sheet.title_of("Language", referral.language, "language_name")),
		(_("Place"), referral_sheet.title_of("CFM Area", referral.area)),
		(_("Access needs"), referral.access_needs),
		(_("Safe contact"), referral_sheet.safe_contact(complaint)),
	]
	return [*_identity_rows(referral, complaint), *facts, *_minor_rows(complaint)]


def _identity_rows(referral, complaint) -> list[tuple]:
	if not referral_sheet.knows_the_person(referral):
		return [
			(
				_("Name"),
				_("Code {0}. Name and number follow when the receiver has accepted.").format(referral.name),
			)
		]
	known = next((party for party in persons.parties_of(complaint) if party["role"] == "complainant"), {})
	return [
		(_("Name"), known.get("name")),
		(_("Phone"), known.get("phone")),
		(_("Ask for"), known.get("alias")),
	]


def _minor_rows(complaint) -> list[tuple]:
	"""Return what has to be asked about a child; who refers fills it in by hand."""
	if complaint.age_band not in MINOR_BANDS:
		return []
	blank = "…………………………"
	return [
		(_("Caregiver, and relation to the child"), blank),
		(_("Has the caregiver been informed?"), blank),
		(_("Separated or unaccompanied?"), blank),
	]


def _consent_rows(complaint) -> list[tuple]:
	given = [
		row
		for row in sharing.consent_rows(complaint)
		if row.purpose == sharing.PURPOSE and not row.withdrawn_on
	]
	if not given:
		return [(_("Consent"), _("Not recorded."))]
	row = given[0]
	labels = {
		"minimum": _("The need, without a name"),
		"identity": _("Name and how to reach the person"),
		"words": _("The story"),
		"files": _("Files and photos"),
	}
	return [
		(_("Given"), f"{_(row.given)} · {_(row.how)} · {format_date(row.given_on)}"),
		(_("What may be shared"), ", ".join(labels[kind] for kind in KINDS if row.get(f"may_{kind}"))),
		(_("Limits"), vault.read_for_system("CFM Consent", row.name).get("limits")),
	]


def _word_rows(referral, words: dict) -> list[tuple]:
	return [(_(referral.meta.get_label(field)), words.get(field)) for field in referral_sheet.WORDS]


def _filled(rows: list[tuple]) -> list[tuple]:
	return [(label, str(text)) for label, text in rows if text]
