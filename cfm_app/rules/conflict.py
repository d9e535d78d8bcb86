"""Decides who stands too near to a complaint: the line of whom it is about, and the people of a project."""

from collections.abc import Collection, Mapping

CONDUCT_FROM_LEVEL = 4
BREACH_LEVEL = 5
OUTSIDE, KEPT_FROM = "outside the project", "kept from the project"


def line_of(user: str, reports: Mapping[str, Collection[str]], levels: int = 0) -> set[str]:
	"""Return everyone who reports to this user, directly or through others.

	`reports` maps a manager to who reports to her. `levels` is how far up a person's managers are locked out:
	1 is the direct manager alone, 0 the whole line. Lines that run in a circle end where they began.
	"""
	found: set[str] = set()
	row, step = {user}, 0
	while row and (not levels or step < levels):
		row = {report for boss in row for report in reports.get(boss, ())} - found - {user}
		found |= row
		step += 1
	return found


def needs_independence(
	level: int, is_about_conduct: bool, asked_for: str | None, fears_retaliation: bool
) -> bool:
	"""Tell whether nobody who belongs to the complaint's project may get it by routing (requirements B09).

	So it is from level 4 on when it is about conduct, from level 5 on always, and whenever the person asks for it
	or fears revenge.
	"""
	about_conduct = is_about_conduct and level >= CONDUCT_FROM_LEVEL
	asked = asked_for in (OUTSIDE, KEPT_FROM) or fears_retaliation
	return about_conduct or level >= BREACH_LEVEL or asked
