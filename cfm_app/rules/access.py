"""Decides how much of a record a person may see: the one access rule of the app.

Facts of the record and the grants of the viewer go in, a depth comes out. Both Frappe hooks, the vault and
every page ask this module; nothing else decides.
"""

from dataclasses import dataclass

NONE, EXISTS, SUMMARY, FULL = range(4)
DEPTH_NAMES = ("none", "exists", "summary", "full")

SENSITIVE_FROM = 5
UNCLASSIFIED_LEVEL = 5

DUTY_DEPTH = {
	"Intake": FULL,
	"Handle": FULL,
	"Respond": FULL,
	"Supervise": FULL,
	"Sensitive": FULL,
	"Analyse": SUMMARY,
	"Audit": SUMMARY,
	"Custodian": EXISTS,
	"Data Protection": EXISTS,
}
CONTACT_DEPTH = {"Intake": FULL, "Sensitive": FULL, "Supervise": SUMMARY, "Audit": SUMMARY}
CONTACT_DEPTH["Data Protection"] = EXISTS
REQUEST_DEPTH = {"Data Protection": FULL, "Custodian": SUMMARY, "Audit": SUMMARY}
INVESTIGATION_DUTIES = {"Investigate", "Sensitive"}
SENSITIVE_DUTIES = {"Sensitive"}
PROTECTED_ROLES = {"subject of complaint", "witness"}
SEES_THAT_IT_EXISTS = {"Intake", "Handle", "Supervise", "Sensitive", "Audit", "Custodian", "Data Protection"}


@dataclass(frozen=True)
class RecordFacts:
	"""What the rule needs to know of a record.

	`team` and `subjects` hold marks (keyed hashes), never names; a subject may also be the mark of a project,
	which stands for everybody who belongs to it. An empty team at level 5 or 6 means: every focal point who is
	named for this place, project and level. An investigation is open to its team and to nobody else.
	A request is what a person asks about her own data.
	"""

	level: int
	project: str = ""
	area_path: str = ""
	is_contact: bool = False
	team: frozenset = frozenset()
	subjects: frozenset = frozenset()
	is_investigation: bool = False
	is_request: bool = False


@dataclass(frozen=True)
class Grant:
	"""One row of CFM Focal Point. Empty area or project means everywhere, every project."""

	duty: str
	area_path: str = ""
	project: str = ""
	level_from: int = 0
	level_to: int = 4


@dataclass(frozen=True)
class Viewer:
	"""A person who asks: her own mark, her grants, and the marks she answers for.

	These are herself, everyone who reports to her and the projects she belongs to.
	"""

	mark: str
	answers_for: frozenset = frozenset()
	grants: tuple = ()


def depth(facts: RecordFacts, viewer: Viewer) -> int:
	"""Return NONE, EXISTS, SUMMARY or FULL.

	A person who is the subject of the record, or to whom its subject reports, gets NONE whatever her grants.
	"""
	if is_locked_out(facts, viewer):
		return NONE
	return max((_grant_depth(grant, facts, viewer) for grant in viewer.grants), default=NONE)


def is_locked_out(facts: RecordFacts, viewer: Viewer) -> bool:
	"""Tell whether the record is about this person or about somebody in her line."""
	return bool(facts.subjects & (viewer.answers_for | {viewer.mark}))


def has_narrowed(before: RecordFacts, after: RecordFacts) -> bool:
	"""Tell whether a record became one for fewer people: sensitive, about somebody more, or kept to a named team."""
	became_sensitive = after.level >= SENSITIVE_FROM and after.level > before.level
	kept_to_team = bool(after.team) and not (before.team and before.team <= after.team)
	return became_sensitive or kept_to_team or not after.subjects <= before.subjects


def depth_of_grant(duty: str, facts: RecordFacts) -> int:
	"""Return how deep a duty sees a record that lies inside its place, project and levels."""
	if facts.is_request:
		return REQUEST_DEPTH.get(duty, NONE)
	if facts.is_contact and facts.level < SENSITIVE_FROM:
		return CONTACT_DEPTH.get(duty, NONE)
	if facts.level >= SENSITIVE_FROM and duty not in SENSITIVE_DUTIES:
		return EXISTS if duty in SEES_THAT_IT_EXISTS else NONE
	return DUTY_DEPTH.get(duty, NONE)


def may_hear(facts: RecordFacts, viewer: Viewer) -> bool:
	"""Tell whether this person may be told that something happens to the record, by its reference alone.

	At levels 5-6, and of an investigation, only who reads it hears of it.
	"""
	if facts.level >= SENSITIVE_FROM or facts.is_investigation:
		return depth(facts, viewer) == FULL
	return not is_locked_out(facts, viewer)


def identity_is_masked(level: int, duties: set) -> bool:
	"""Tell whether name and number appear masked until they are revealed with a reason.

	Levels 0-2 show identity to those who handle the record, levels 3 and up never do
	(reference-data 3, column Identity). A responder outside the mechanism never sees it unmasked.
	"""
	return level >= 3 or not duties & {"Intake", "Handle", "Sensitive", "Supervise"}


def party_is_masked(role: str, level: int, duties: set) -> bool:
	"""Tell whether one party of a record appears masked: who is accused and who saw it do so at every level."""
	return role in PROTECTED_ROLES or identity_is_masked(level, duties)


def party_is_shown(role: str, duties: set) -> bool:
	"""Tell whether a party appears at all. Who only answers a need learns nothing of the accused and the witnesses."""
	return role not in PROTECTED_ROLES or bool(duties - {"Respond"})


def may_reveal(facts: RecordFacts, viewer: Viewer) -> bool:
	"""Tell whether this person may have the identity revealed, giving a reason that is logged."""
	return any(
		grant.duty in {"Intake", "Handle", "Sensitive", "Supervise"}
		and not is_locked_out(facts, viewer)
		and _grant_depth(grant, facts, viewer) == FULL
		for grant in viewer.grants
	)


def duties_on(facts: RecordFacts, viewer: Viewer) -> set:
	"""Return the duties by which this person sees the record in full."""
	if is_locked_out(facts, viewer):
		return set()
	return {grant.duty for grant in viewer.grants if _grant_depth(grant, facts, viewer) == FULL}


def _grant_depth(grant: Grant, facts: RecordFacts, viewer: Viewer) -> int:
	if not _covers_place(grant, facts):
		return NONE
	if facts.is_investigation:
		return _depth_in_team(grant, facts, viewer)
	if facts.is_contact or facts.is_request:
		return depth_of_grant(grant.duty, facts)
	if not grant.level_from <= facts.level <= grant.level_to:
		return EXISTS if grant.duty in SEES_THAT_IT_EXISTS else NONE
	found = depth_of_grant(grant.duty, facts)
	if found == FULL and facts.level >= SENSITIVE_FROM and facts.team and viewer.mark not in facts.team:
		return EXISTS
	return found


def _depth_in_team(grant: Grant, facts: RecordFacts, viewer: Viewer) -> int:
	covers_level = grant.level_from <= facts.level <= grant.level_to
	in_team = grant.duty in INVESTIGATION_DUTIES and viewer.mark in facts.team
	return FULL if covers_level and in_team else NONE


def _covers_place(grant: Grant, facts: RecordFacts) -> bool:
	return grant.project in ("", facts.project) and facts.area_path.startswith(grant.area_path)
