"""The inter-agency referral form on paper, one sheet in each language that is wanted, and what the person takes along.

Printing after acceptance gives the identity away, so it needs what revealing it needs and stands in the access log:
the right to reveal, consent and agreement that still hold, and from level 5 on the agreement of a custodian. Where one
of them is missing, name and number stand masked, and what was asked about the person stays away.
"""

import frappe
from frappe import _
from frappe.translate import print_language

from cfm_app.confidentiality import access_log, persons, vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.viewers import viewer
from cfm_app.exceptions import AccessRefused, RevealNeedsAgreement
from cfm_app.handling import directions, referral_form, referral_gate, referral_identity, referral_sheet
from cfm_app.portal import languages as portal_languages
from cfm_app.rules.access import may_reveal

FOR_PERSON = "Where To Go"


def languages(referral) -> list[dict]:
	"""Return [{value, label}]: the language of the receiver, of the person and of who asks, each once."""
	codes = dict.fromkeys(filter(None, (_of_receiver(referral), referral.language, frappe.local.lang, "en")))
	return [
		{"value": code, "label": referral_sheet.title_of("Language", code, "language_name")} for code in codes
	]


def form_of(referral) -> list[dict]:
	"""Return the sheets of a referral for a colleague who prints it, see handling/referral_form.py.

	The first is in the language that was asked for, the second in the person's, when that is another one. Printing is
	logged, and so is what it gives away. Raises AccessRefused for who may not print the referral.
	"""
	if not referral.has_permission("print"):
		frappe.throw(_("There is no such record, or you may not open it."), AccessRefused)
	goes = referral_sheet.knows_the_person(referral) and referral_gate.still_holds(referral)
	known = _known_to_colleague(referral) if goes else _nobody(referral)
	access_log.write("print", referral, "identity" if known["is_named"] else "")
	return _sheets(referral, known, frappe.local.lang)


def for_receiver(referral, least_alone: bool = False) -> list[dict]:
	"""Return the sheets for a receiver who has let herself in with her own address; the sheet she sees decides."""
	sheet = referral_sheet.for_receiver(referral, least_alone)
	known = {
		**_nobody(referral),
		"person": sheet["person"],
		"words": sheet["words"],
		"about": sheet["about"],
		"is_named": bool(sheet["person"]),
	}
	return _sheets(referral, known, frappe.local.lang)


def for_person(referral) -> list[dict]:
	"""Return what the person takes along, in her language and in that of who asks; it says nothing about her.

	A sheet: {language, direction, title, rows: [(label, text)]}. Raises AccessRefused for who may not read it.
	"""
	if not referral.service or not referral.has_permission("read"):
		return []
	service = frappe.get_cached_doc("CFM Service", referral.service)
	return [_directions(service, code) for code in _spoken(referral.language, frappe.local.lang)]


def _directions(service, language: str) -> dict:
	with print_language(language):
		rows = referral_form.cleaned(directions.of(service))
	return {**_page(language), "title": service.title, "rows": rows}


def _sheets(referral, known: dict, language: str) -> list[dict]:
	return [_sheet(referral, known, code) for code in _spoken(language, referral.language)]


def _sheet(referral, known: dict, language: str) -> dict:
	with print_language(language):
		return {**_page(language), **referral_form.of(referral, known)}


def _page(language: str) -> dict:
	return {"language": language, "direction": portal_languages.direction(language)}


def _spoken(*codes: str | None) -> list[str]:
	"""Return each language once, without those in which nobody has worded the form; there is always one."""
	each = list(dict.fromkeys(filter(None, codes)))
	return [code for code in each if _is_worded(code)] or ["en"]


def _is_worded(code: str) -> bool:
	return code.startswith("en") or _("Inter-agency referral form", code) != "Inter-agency referral form"


def _of_receiver(referral) -> str | None:
	return referral.provider and frappe.get_cached_value("Service Provider", referral.provider, "language")


def _nobody(referral) -> dict:
	return {"complaint": referral.record(), "person": {}, "words": {}, "about": {}, "is_named": False}


def _known_to_colleague(referral) -> dict:
	complaint = referral.record()
	person = _complainant(persons.parties_of(complaint))
	is_named = not person.get("masked")
	if not is_named and _may_name(complaint):
		person, is_named = _revealed(referral, complaint, person)
	opened = vault.read(referral)
	return {
		"complaint": complaint,
		"person": {key: person[key] for key in _shown(complaint) if person.get(key)},
		"words": {field: opened.get(field) for field in referral_sheet.WORDS},
		"about": referral_identity.in_words(referral_identity.of(referral)) if is_named else {},
		"is_named": is_named,
	}


def _shown(complaint) -> tuple[str, ...]:
	"""A number that must not be called stands on no paper that others work with."""
	may_call = persons.wishes_of(complaint).get("safe_to_call") is not False
	return ("name", "phone", "alias") if may_call else ("name", "alias")


def _may_name(complaint) -> bool:
	facts = facts_of(complaint.access_key)
	return bool(facts) and may_reveal(facts, viewer())


def _revealed(referral, complaint, masked: dict) -> tuple[dict, bool]:
	try:
		parties = persons.reveal(complaint, _("Printed for the receiver of {0}").format(referral.name))
	except RevealNeedsAgreement:
		frappe.clear_last_message()
		return masked, False
	return _complainant(parties), True


def _complainant(parties: list[dict]) -> dict:
	return next((party for party in parties if party["role"] == persons.COMPLAINANT), {})
