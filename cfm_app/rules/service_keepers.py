"""Decides who keeps an entry of the directory true and who may change it (requirements D18, E16, E46).

Everybody may propose a change; these decide. An entry is never without somebody: when its owner has gone, it falls to
who was named beside her, then to the focal points of the sector, at last to who answers for the whole directory.
"""

from dataclasses import dataclass

from cfm_app.rules.area_paths import is_within


@dataclass(frozen=True)
class Entry:
	"""Whom an entry names, and where it stands: the sector, and the paths of its sites and of where people come from."""

	owner: str = ""
	named: str = ""
	sector: str = ""
	paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectorPerson:
	"""A focal point of a sector. An empty path means everywhere."""

	user: str
	sector: str
	path: str = ""


def of_sector(entry: Entry, people: list[SectorPerson]) -> list[str]:
	"""Return the focal points of the entry's sector where it stands, each once, in their order."""
	fitting = (person.user for person in people if _answers_for(person, entry))
	return list(dict.fromkeys(fitting))


def may_change(user: str, entry: Entry, people: list[SectorPerson]) -> bool:
	"""Tell whether this person, who does not answer for the whole directory, may change the entry."""
	return user in (entry.owner, entry.named, *of_sector(entry, people))


def keepers(
	entry: Entry, people: list[SectorPerson], able: frozenset[str], directors: list[str]
) -> list[str]:
	"""Return who keeps the entry true today: the first of these that has somebody who is `able` to.

	The owner, who was named beside her, the focal points of the sector, the directors.
	"""
	steps = ([entry.owner], [entry.named], of_sector(entry, people), directors)
	found = ([user for user in step if user in able] for step in steps)
	return next(filter(None, found), [])


def is_orphan(entry: Entry, able: frozenset[str]) -> bool:
	"""Tell whether the owner is no longer able to keep the entry: she has left, or has no such role any more."""
	return entry.owner not in able


def _answers_for(person: SectorPerson, entry: Entry) -> bool:
	if not entry.sector or person.sector != entry.sector:
		return False
	return not person.path or any(is_within(path, person.path) for path in entry.paths)
