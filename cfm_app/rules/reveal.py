"""Decides who may agree that a protected identity is shown, and whether an agreement still holds.

From level 5 on nobody sees who it is alone: the one who asks gives a reason, a custodian agrees for a limited time.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cfm_app.rules.access import (
	FULL,
	SENSITIVE_FROM,
	Grant,
	RecordFacts,
	Viewer,
	depth,
	is_locked_out,
	may_reveal,
)

CUSTODIAN, STAND_IN = "custodian", "stand-in"
ASKED, APPROVED, REFUSED, WITHDRAWN, ENDED = "Asked", "Approved", "Refused", "Withdrawn", "Ended"


@dataclass(frozen=True)
class Agreement:
	"""What was agreed to: until when, and the access key and the people of the record at that moment."""

	state: str
	until: datetime | None = None
	key: str = ""
	people: str = ""


def needs_agreement(level: int) -> bool:
	"""Tell whether somebody else has to agree before the identity is shown."""
	return level >= SENSITIVE_FROM


def why_it_ended(agreement: Agreement, now: datetime, key: str, people: str, may_still: bool) -> str:
	"""Return why an agreement no longer holds: "time", "access changed" or "people changed"; "" while it holds.

	It was given for one person, one moment of the record and the people it named then: with another level, place or
	team, or somebody more in it, the question has to be put again.
	"""
	if agreement.until and now >= agreement.until:
		return "time"
	if not may_still or key != agreement.key:
		return "access changed"
	return "people changed" if people != agreement.people else ""


def decides_as(facts: RecordFacts, person: Viewer, asker: Viewer, custodian_is_missing: bool) -> str:
	"""Return in which part this person may decide what the asker asks for: "custodian", "stand-in", or "".

	Never the asker herself, nor who reports to her, nor whom the record is about. Another sensitive focal point who
	sees the record stands in where no custodian is named, or when none has answered in time.
	"""
	if is_locked_out(facts, person) or person.mark in asker.answers_for | {asker.mark}:
		return ""
	if is_custodian(facts, person):
		return CUSTODIAN
	sees_it = depth(facts, person) == FULL and may_reveal(facts, person)
	return STAND_IN if custodian_is_missing and sees_it else ""


def is_custodian(facts: RecordFacts, person: Viewer) -> bool:
	"""Tell whether this person keeps the identities of records like this one."""
	return not is_locked_out(facts, person) and any(_covers(grant, facts) for grant in person.grants)


def is_late(asked_on: datetime, now: datetime, wait_hours: int) -> bool:
	"""Tell whether the custodians have had their time to answer."""
	return now >= asked_on + timedelta(hours=wait_hours)


def _covers(grant: Grant, facts: RecordFacts) -> bool:
	return (
		grant.duty == "Custodian"
		and grant.level_from <= facts.level <= grant.level_to
		and grant.project in ("", facts.project)
		and facts.area_path.startswith(grant.area_path)
	)
