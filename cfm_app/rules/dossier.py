"""Decides which parts a dossier needs, which are missing, and when a plan can be made (requirements C07, C27)."""

from collections.abc import Collection, Sequence

SECTIONS = (
	"intake",
	"facts",
	"evidence",
	"other_party",
	"assessment",
	"plan",
	"correspondence",
	"evaluation",
	"outcome",
	"aftercare",
)
AFTER_CLOSING = frozenset({"aftercare"})

# What each level adds to the levels below it.
ADDED_BY_LEVEL = {
	0: {"intake"},
	1: {"outcome"},
	2: {"facts", "correspondence"},
	4: {"assessment", "plan"},
	5: {"evidence", "evaluation"},
}
ADDED_BY_TYPE = {
	"COMPL_CONDUCT": {"other_party"},
	"DISCRIM": set(SECTIONS),
	"APPEAL": {"assessment"},
}
ADDED_BY_OUTCOME = {
	"SUBST": {"evidence", "other_party", "assessment"},
	"NOT_SUBST": {"evidence", "other_party", "assessment"},
	"INCONCL": {"evidence", "assessment"},
	"MEDIATED": {"other_party", "evaluation"},
	"REFERRED_OK": {"plan"},
	"REFERRED_NO": {"plan"},
}
# Outcomes that end the work before it could run its course.
CUT_SHORT = {
	"SPAM": {"intake", "outcome"},
	"DUPLIC": {"intake", "outcome"},
	"WITHDRAWN": {"intake", "correspondence", "outcome"},
	"UNREACH": {"intake", "correspondence", "outcome"},
	"OUTSCOPE": {"intake", "correspondence", "outcome"},
	"FORWARDED": {"intake", "correspondence", "outcome"},
}


def required_sections(level: int, feedback_type: str, outcome: str | None) -> list[str]:
	"""Return the sections a dossier of this level, type and outcome needs, in the order of the work.

	Types and outcomes are the codes of reference-data 1 and 9; None is an outcome not yet known.
	"""
	if outcome in CUT_SHORT:
		return _in_order(CUT_SHORT[outcome])
	required = ADDED_BY_TYPE.get(feedback_type, set()) | ADDED_BY_OUTCOME.get(outcome or "", set())
	for from_level, added in ADDED_BY_LEVEL.items():
		if level >= from_level:
			required = required | added
	return _in_order(required)


def missing(required: Sequence[str], present: Collection[str], closing: bool = False) -> list[str]:
	"""Return the required sections that are not present; `closing` leaves aside what can only follow it."""
	waived = AFTER_CLOSING if closing else frozenset()
	return [section for section in required if section not in present and section not in waived]


def completeness(required: Sequence[str], present: Collection[str]) -> float:
	"""Return the share of required sections that are present, 0.0 to 1.0; nothing required is complete."""
	return 1.0 - len(missing(required, present)) / len(required) if required else 1.0


def plan_gaps(question_behind: str, support_need: str, wanted_result: str) -> list[str]:
	"""Return what must still be asked before a plan of approach can be made (requirements C27)."""
	answers = {
		"question_behind": question_behind,
		"support_need": support_need,
		"wanted_result": wanted_result,
	}
	return [name for name, answer in answers.items() if not (answer or "").strip()]


def _in_order(sections: Collection[str]) -> list[str]:
	return [section for section in SECTIONS if section in sections]
