"""Decides whether something about a person may be given to another organisation (requirements A16, A17, D16).

What is given falls into kinds; the person agrees, and the organisation is trusted, kind by kind.
"""

from dataclasses import dataclass
from datetime import date, datetime

KINDS = ("minimum", "identity", "words", "files")

VALID, WITHDRAWN, REFUSED, EXPIRED, NO_CONSENT = "valid", "withdrawn", "refused", "expired", "no_consent"
NO_AGREEMENT, AGREEMENT_ENDED = "no_agreement", "agreement_ended"
AGREEMENT_KINDS, AGREEMENT_LEVEL = "agreement_kinds", "agreement_level"
FINAL = frozenset({WITHDRAWN, REFUSED})


@dataclass(frozen=True)
class ConsentFacts:
	"""One thing the person said about sharing. An empty `agreement` means: whoever helps."""

	given: bool
	given_on: datetime
	kinds: frozenset = frozenset()
	agreement: str = ""
	expires_on: date | None = None
	withdrawn_on: datetime | None = None


@dataclass(frozen=True)
class AgreementFacts:
	"""What was signed with an organisation: the kinds it may receive, up to which level, and for how long."""

	name: str
	kinds: frozenset
	level_to: int
	valid_from: date
	valid_to: date | None = None
	is_active: bool = True


def refusals(
	kinds: frozenset, level: int, today: date, consents: list[ConsentFacts], agreement: AgreementFacts | None
) -> list[str]:
	"""Return what stands against giving these kinds to this organisation today, as codes; an empty list allows it.

	Codes: withdrawn, refused, expired, no_consent; no_agreement, agreement_ended, agreement_kinds, agreement_level.
	"""
	receiver = agreement.name if agreement else ""
	states = {consent_for(kind, receiver, today, consents) for kind in kinds}
	return sorted(states - {VALID}) + _against_agreement(kinds, level, today, agreement)


def consent_for(kind: str, receiver: str, today: date, consents: list[ConsentFacts]) -> str:
	"""Return valid, withdrawn, refused, expired or no_consent for one kind: the newest word that concerns it decides.

	A refusal that names no kind concerns all of them.
	"""
	concerning = [consent for consent in consents if _concerns(consent, kind, receiver)]
	if not concerning:
		return NO_CONSENT
	return state(max(concerning, key=lambda consent: consent.given_on), today)


def state(consent: ConsentFacts, today: date) -> str:
	"""Return what one consent is worth today."""
	if not consent.given:
		return REFUSED
	if consent.withdrawn_on:
		return WITHDRAWN
	return EXPIRED if consent.expires_on and consent.expires_on < today else VALID


def is_final(codes: list[str]) -> bool:
	"""Tell whether nobody may set these refusals aside: the person's own no and her withdrawal stand."""
	return bool(FINAL & set(codes))


def still_holds(against: list[str], set_aside: list[str]) -> bool:
	"""Tell whether nothing stands against it today but what a supervisor set aside when it was sent.

	The person's own no and her withdrawal stand, whatever was set aside before.
	"""
	return set(against) <= set(set_aside) - FINAL


def _concerns(consent: ConsentFacts, kind: str, receiver: str) -> bool:
	for_receiver = consent.agreement in ("", receiver)
	return for_receiver and (kind in consent.kinds or not (consent.given or consent.kinds))


def _against_agreement(kinds: frozenset, level: int, today: date, agreement) -> list[str]:
	if not agreement:
		return [NO_AGREEMENT]
	ended = agreement.valid_to and agreement.valid_to < today
	found = {
		AGREEMENT_ENDED: not agreement.is_active or agreement.valid_from > today or ended,
		AGREEMENT_KINDS: not kinds <= agreement.kinds,
		AGREEMENT_LEVEL: level > agreement.level_to,
	}
	return [code for code, applies in found.items() if applies]
