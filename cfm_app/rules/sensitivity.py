"""Decides how sensitive a record is, and who may change that (reference-data 3)."""

from dataclasses import dataclass
from typing import Literal

HIGHEST_LEVEL = 6
UNTIL_TRIAGED = 5

AidWorkerInvolved = Literal["yes", "no", "unknown"]


# what is kept of a report that an aid worker abused somebody: where and how it came in, never more about the person
MINIMAL_FACTS = (
	"feedback_type",
	"category",
	"aid_worker_involved",
	"sensitivity",
	"urgency",
	"area",
	"project",
	"channel",
	"language",
	"age_band",
	"child_affected",
	"wants_woman",
	"independence",
	"fears_retaliation",
)
MINIMAL_WORDS = ("narrative",)


@dataclass(frozen=True)
class Verdict:
	"""Whether the level may change, and why.

	Codes: unchanged, raised, lowered, unknown_level, below_floor, not_holder, second_person_missing,
	same_person, reason_missing.
	"""

	allowed: bool
	code: str


def effective_level(
	chosen: int | None,
	category_floor: int | None,
	type_floor: int | None,
	aid_worker_involved: AidWorkerInvolved | None,
	asks_about_aid_worker: bool = True,
) -> int:
	"""Return the level (0-6) that counts: the highest of the choice and the floors.

	A record nobody classified counts as 5. The aid-worker question is asked for sexual violence, for protection
	and for children: yes, and unknown until known, make it 6. Where a form asks it elsewhere the caller passes
	`asks_about_aid_worker=False`, and the answer raises nothing.
	"""
	levels = [UNTIL_TRIAGED if chosen is None else chosen, category_floor or 0, type_floor or 0]
	if asks_about_aid_worker and aid_worker_involved in ("yes", "unknown"):
		levels.append(HIGHEST_LEVEL)
	return max(levels)


def is_minimal(aid_worker_involved: str | None) -> bool:
	"""Tell whether only the minimal record is kept: nobody but the named focal point asks more (requirements E17)."""
	return aid_worker_involved in ("yes", "unknown")


def may_change(
	current: int,
	wanted: int,
	floor: int | None,
	holder: bool,
	second_person: bool,
	reason: str,
	same_person: bool,
) -> Verdict:
	"""Decide a change of level: anyone raises; lowering is bound.

	Lowering needs the level's holder, a confirmation by a second and different person, and a reason; it never
	goes below the floor. `same_person` says that both confirmations came from one person.
	"""
	if not 0 <= wanted <= HIGHEST_LEVEL:
		return Verdict(False, "unknown_level")
	if wanted >= current:
		return Verdict(True, "raised" if wanted > current else "unchanged")
	obstacles = {
		"below_floor": wanted < (floor or 0),
		"not_holder": not holder,
		"second_person_missing": not second_person,
		"same_person": same_person,
		"reason_missing": not reason.strip(),
	}
	obstacle = next((code for code, applies in obstacles.items() if applies), None)
	return Verdict(False, obstacle) if obstacle else Verdict(True, "lowered")
