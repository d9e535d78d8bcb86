"""Decides what a record about a child needs before anybody works on it or calls back (requirements E48)."""

from collections.abc import Mapping

CHILD_BANDS = frozenset({"0-4", "5-11", "12-17"})
TOO_YOUNG_TO_ASK = "0-4"
ASSENT = ("given", "refused", "cannot be asked")
CONSENT = ("given", "refused", "not safe to ask", "no caregiver")


def is_about_child(age_band: str | None, child_affected: bool) -> bool:
	"""Tell whether the record concerns somebody under 18: the person who speaks, or a child who is affected."""
	return child_affected or age_band in CHILD_BANDS


def missing_for_work(care: Mapping[str, str], age_band: str | None = None) -> list[str]:
	"""Return what is missing before work on a child's record goes on: child_assent, caregiver_consent, best_interest.

	Child and caregiver have agreed, or a written reason says why going on is in the child's best interest. A child
	under five is not asked. `care` holds the answers as ASSENT and CONSENT list them, and the reason in free words.
	"""
	if (care.get("best_interest") or "").strip():
		return []
	asked = ["caregiver_consent"] if age_band == TOO_YOUNG_TO_ASK else ["child_assent", "caregiver_consent"]
	unanswered = [question for question in asked if not care.get(question)]
	refused = any(care.get(question) not in (None, "", "given") for question in asked)
	return [*unanswered, *(["best_interest"] if refused else [])]


def has_contact_plan(care: Mapping[str, str]) -> bool:
	"""Tell whether it is agreed with a caregiver how to call back: a child's phone is often somebody else's."""
	return bool((care.get("contact_plan") or "").strip())
