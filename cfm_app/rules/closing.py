"""Decides whether a complaint may be closed, and whether its answer needs approval (requirements A18, B17, B18)."""

from dataclasses import dataclass

ATTEMPTS_NEEDED = 3
APPROVAL_FROM_LEVEL = 3


@dataclass(frozen=True)
class ClosingFacts:
	"""What the close guard looks at.

	`answer_required` is false where no answer is owed (thanks, spam, duplicates). `missing_sections` comes from
	`dossier.missing(..., closing=True)`; `open_questions` counts questions the person has not had answered.
	"""

	response_delivered: bool
	outcome: str | None
	could_not_respond_reason: str | None = None
	attempts: int = 0
	attempts_needed: int = ATTEMPTS_NEEDED
	missing_sections: tuple[str, ...] = ()
	open_questions: int = 0
	answer_required: bool = True


def close_blockers(facts: ClosingFacts) -> list[str]:
	"""Return what stands in the way of closing; an empty list allows it.

	Codes: no_response, too_few_attempts, no_outcome, missing_sections, open_questions.
	"""
	blockers = {
		**_answer_blockers(facts),
		"no_outcome": not facts.outcome,
		"missing_sections": bool(facts.missing_sections),
		"open_questions": facts.open_questions > 0,
	}
	return [code for code, applies in blockers.items() if applies]


def answer_needs_approval(level: int, approval_from_level: int = APPROVAL_FROM_LEVEL) -> bool:
	"""Whether somebody must approve the talking points before the answer goes out (requirements B17)."""
	return level >= approval_from_level


def _answer_blockers(facts: ClosingFacts) -> dict[str, bool]:
	owed = facts.answer_required and not facts.response_delivered
	explained = bool(facts.could_not_respond_reason)
	return {
		"no_response": owed and not explained,
		"too_few_attempts": owed and explained and facts.attempts < facts.attempts_needed,
	}
