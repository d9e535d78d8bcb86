"""What some receivers must know of a person beyond name and number: papers, birth date, household, who looks after a child.

It is asked for one referral, sealed with that referral, and goes along with the identity: after acceptance, while
consent covers it. It is no field of the document, because colleagues who see the name masked must not find the number
of her identity card.
"""

import frappe
from frappe import _

from cfm_app.confidentiality import vault
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.confidentiality.viewers import viewer
from cfm_app.exceptions import GuardRefused
from cfm_app.handling.words import clean
from cfm_app.rules.access import duties_on, party_is_masked

COMPLAINANT = "complainant"
OF_PERSON = ("birth_date", "nationality", "identity_number", "address", "household_size")
OF_CHILD = ("caregiver", "caregiver_informed", "child_is_alone")
FIELDS = (*OF_PERSON, *OF_CHILD)
CHOICES = {"caregiver_informed": ("yes", "no"), "child_is_alone": ("no", "separated", "unaccompanied")}
LONGEST = 300


def labels() -> dict[str, str]:
	"""Return {field: label} in the language of who reads."""
	return {
		"birth_date": _("Date of birth"),
		"nationality": _("Nationality"),
		"identity_number": _("Number of the identity paper"),
		"address": _("Where the person lives"),
		"household_size": _("People in the household"),
		"caregiver": _("Caregiver, and relation to the child"),
		"caregiver_informed": _("Has the caregiver been informed?"),
		"child_is_alone": _("Separated or unaccompanied?"),
	}


def seal(referral, answers: dict) -> None:
	"""Seal what was written about the person with this referral. Raises GuardRefused for an answer that is none."""
	checked = _checked(answers)
	if checked:
		vault.change(referral, checked)


def rewrite(referral, answers: dict) -> None:
	"""Change it in a draft; who sees the person masked adds to it and takes nothing away. Raises GuardRefused."""
	if is_masked(referral):
		return seal(referral, answers)
	vault.change(referral, {**dict.fromkeys(of(referral), ""), **_checked(answers)})


def of(referral) -> dict[str, str]:
	"""Return {field: text} for who has been let through: the receiver's sheet, the form, the person's own copy."""
	sealed = vault.read_for_system(referral.doctype, referral.name)
	return {field: sealed[field] for field in FIELDS if sealed.get(field)}


def shown(referral) -> dict[str, str]:
	"""Return {field: text} for a colleague who has the referral open, {} where she sees the person masked."""
	return {} if is_masked(referral) else of(referral)


def is_masked(referral) -> bool:
	"""Tell whether the user sees the person of this referral masked."""
	facts = facts_of(referral.access_key)
	return not facts or party_is_masked(COMPLAINANT, facts.level, duties_on(facts, viewer()))


def is_hidden(referral) -> bool:
	"""Tell whether something was written about the person that the user does not see, because she sees her masked."""
	return is_masked(referral) and bool(of(referral))


def in_words(about: dict[str, str]) -> dict[str, str]:
	"""Return {field: text} with the coded answers in the language of who reads."""
	return {field: _(text) if field in CHOICES else text for field, text in about.items()}


def _checked(answers: dict) -> dict[str, str]:
	named = labels()
	given = {field: clean(answers.get(field), named[field], LONGEST) for field in FIELDS}
	for field, choices in CHOICES.items():
		if given[field] and given[field] not in choices:
			frappe.throw(_("Please choose one of the answers."), GuardRefused)
	return {field: text for field, text in given.items() if text}
