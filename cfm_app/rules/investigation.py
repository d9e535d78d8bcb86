"""Decides how an investigation goes on and who may carry it out (requirements B21)."""

from collections.abc import Collection

from cfm_app.rules.access import INVESTIGATION_DUTIES, RecordFacts, Viewer, is_locked_out

OPENED, PLANNED, UNDER_WAY, REPORTED = "Opened", "Planned", "Under way", "Report written"
CLOSED, REFERRED = "Closed", "Referred"
ENDED = (CLOSED, REFERRED)
NEXT = {
	OPENED: (PLANNED, REFERRED),
	PLANNED: (UNDER_WAY, REFERRED),
	UNDER_WAY: (REPORTED, REFERRED),
	REPORTED: (UNDER_WAY, CLOSED, REFERRED),
}
NEEDS = {
	PLANNED: ("terms_of_reference", "plan"),
	REPORTED: ("findings", "conclusion"),
	CLOSED: ("measures",),
	REFERRED: ("referred_to",),
}
CONCLUSIONS = ("substantiated", "partly substantiated", "not substantiated", "could not be established")


def next_states(state: str) -> tuple[str, ...]:
	"""Return the states an investigation may enter next; none once it has ended."""
	return NEXT.get(state, ())


def missing_for(wanted: str, written: Collection[str]) -> list[str]:
	"""Return the parts that have to be written before an investigation enters this state."""
	return [part for part in NEEDS.get(wanted, ()) if part not in written]


def unfit_because(complaint: RecordFacts, person: Viewer, belongs_to_project: bool) -> str | None:
	"""Return why a person cannot investigate a complaint, None when she can.

	Codes: about_her (or somebody in her line), no_duty (Investigate or Sensitive for its place and level),
	own_project.
	"""
	if is_locked_out(complaint, person):
		return "about_her"
	if not any(_covers(grant, complaint) for grant in person.grants):
		return "no_duty"
	return "own_project" if belongs_to_project else None


def _covers(grant, complaint: RecordFacts) -> bool:
	return (
		grant.duty in INVESTIGATION_DUTIES
		and grant.level_from <= complaint.level <= grant.level_to
		and grant.project in ("", complaint.project)
		and complaint.area_path.startswith(grant.area_path)
	)
