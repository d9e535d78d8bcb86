"""The fields of the inter-agency referral form (IASC), in the language that is set while they are put together."""

import frappe
from frappe import _
from frappe.utils import format_date, format_datetime, get_fullname, get_system_timezone

from cfm_app.confidentiality import sharing, vault
from cfm_app.handling import care, referral_identity, referral_sheet
from cfm_app.rules.sharing import KINDS
from cfm_app.rules.text_cleaning import clean_text

BLANK = "…………………………"
DAY, MOMENT = "d MMMM yyyy", "d MMMM yyyy, HH:mm"


def of(referral, known: dict) -> dict:
	"""Return {reference, title, sections: [{title, rows: [(label, text)]}], words, release, signatures, note}.

	`known`: {complaint, person, words, about, is_named} as far as who reads it may know. Free texts keep their own
	direction; what could turn a line around is taken out of them.
	"""
	complaint = known["complaint"]
	sections = [
		(_("The referral"), _referral(referral)),
		(_("Who refers"), _sender(referral)),
		(_("Who is asked to help"), _receiver(referral)),
		(_("The person"), _person(referral, known)),
		(_("About the child"), _child(known) if care.is_about_child(complaint) else []),
		(_("Consent to release information"), _consent(referral, known)),
		(_("What comes next"), _what_is_next(referral)),
	]
	return {
		"reference": referral.name,
		"title": _("Inter-agency referral form"),
		"sections": [{"title": title, "rows": cleaned(rows)} for title, rows in sections if cleaned(rows)],
		"words": cleaned(_words(referral, known["words"])),
		"release": _release(referral),
		"signatures": [
			_("The person or the caregiver, date"),
			_("Who refers, date"),
			_("Who receives, name and date"),
		],
		"note": _("Confidential. Give it to nobody but the focal point named above."),
	}


def cleaned(rows: list[tuple]) -> list[tuple]:
	"""Return the rows that hold something, without characters that turn a line around."""
	return [(label, clean_text(str(text)).text) for label, text in rows if text]


def _referral(referral) -> list[tuple]:
	return [
		(_("Date"), _moment(referral.sent_on or referral.creation)),
		(_("Priority"), priorities()[referral.priority]),
		(_("How"), _(referral.mode)),
		(_("Need"), referral_sheet.title_of("CFM Service Type", referral.service_type)),
		(_("State"), _(referral.workflow_state)),
	]


def priorities() -> dict[str, str]:
	"""Return {code: within which time} in words."""
	return {"EMERG": _("within 24 hours"), "URGENT": _("within 3 days"), "NORMAL": _("within 14 days")}


def _sender(referral) -> list[tuple]:
	settings = frappe.get_cached_doc("CFM Settings")
	return [
		(_("Organisation"), settings.organisation_name),
		(_("Contact"), get_fullname(referral.sent_by or referral.owner)),
		(_("How to reach us"), settings.contact_words),
	]


def _receiver(referral) -> list[tuple]:
	if not referral.provider:
		return []
	provider = frappe.get_cached_doc("Service Provider", referral.provider)
	return [
		(_("Organisation"), provider.title),
		(_("Service"), referral_sheet.title_of("CFM Service", referral.service)),
		(_("Focal point"), provider.focal_name),
		(_("Phone"), provider.focal_phone),
	]


def _person(referral, known: dict) -> list[tuple]:
	complaint, about = known["complaint"], referral_identity.labels()
	return [
		*_identity(referral, known),
		(_("Sex"), _(complaint.sex or "")),
		(_("Age"), _(complaint.age_band or "")),
		*((about[field], known["about"].get(field)) for field in referral_identity.OF_PERSON),
		(_("Disability"), _(complaint.has_disability or "")),
		(_("Status"), _(complaint.population_status or "")),
		(_("Language"), referral_sheet.title_of("Language", referral.language, "language_name")),
		(_("Place"), referral_sheet.title_of("CFM Area", referral.area)),
		(_("Access needs"), referral_sheet.access_needs_of(referral)),
		(_("How to reach the person safely"), referral_sheet.safe_contact(complaint)),
	]


def _identity(referral, known: dict) -> list[tuple]:
	if not known["person"]:
		follows = _("Code {0}. Name and number follow when the receiver has accepted.")
		return [(_("Name"), follows.format(referral.name))]
	person = known["person"]
	return [
		(_("Name"), person.get("name")),
		(_("Phone"), person.get("phone")),
		(_("Ask for"), person.get("alias")),
	]


def _child(known: dict) -> list[tuple]:
	"""What is not known is asked on paper, with a line to write on."""
	labels = referral_identity.labels()
	return [(labels[field], known["about"].get(field) or BLANK) for field in referral_identity.OF_CHILD]


def _consent(referral, known: dict) -> list[tuple]:
	given = [row for row in sharing.consent_rows(known["complaint"]) if row.purpose == sharing.PURPOSE]
	row = given[0] if given else None
	if not row or row.withdrawn_on or row.given != "yes":
		aside = (
			_("Sent without it: a supervisor decided so and gave a reason.") if referral.overridden else ""
		)
		return [(_("Consent"), _("Not recorded.")), ("", aside)]
	kinds = {
		"minimum": _("The need, without a name"),
		"identity": _("Name and how to reach the person"),
		"words": _("The story"),
		"files": _("Files and photos"),
	}
	limits = vault.read_for_system("CFM Consent", row.name).get("limits") if known["is_named"] else ""
	return [
		(_("Given"), f"{_(row.how)} · {format_date(row.given_on, DAY)}"),
		(_("For"), _(row.purpose)),
		(_("What may be shared"), ", ".join(kinds[kind] for kind in KINDS if row.get(f"may_{kind}"))),
		(_("Limits"), limits),
		(_("Until"), format_date(row.expires_on, DAY) if row.expires_on else ""),
		(_("Witnessed and written down by"), get_fullname(row.owner)),
	]


def _release(referral) -> str:
	receiver = referral_sheet.title_of("Service Provider", referral.provider) or BLANK
	return _(
		"This referral was explained to me, and I was told what is passed on. I agree that {0} gets what stands on this "
		"form so that I am helped, and that it is used for nothing else."
	).format(receiver)


def _what_is_next(referral) -> list[tuple]:
	return [
		(_("Please answer by"), _moment(referral.due_on)),
		(_("Agreed follow-up, by whom and when"), BLANK),
	]


def _moment(at) -> str:
	"""A moment with its time zone: who receives the paper may sit in another one."""
	return f"{format_datetime(at, MOMENT)} ({get_system_timezone()})" if at else ""


def _words(referral, words: dict) -> list[tuple]:
	fields = (*referral_sheet.WORDS, "narrative")
	labels = {field: _(referral.meta.get_label(field)) for field in referral_sheet.WORDS}
	return [(labels.get(field) or _("What the person said"), words.get(field)) for field in fields]
