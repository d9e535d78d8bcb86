"""Which known holes a version of Frappe still has. The app cannot close these; an update does.

Versions from the advisories of the framework (NVD entries of March and June 2026).
"""

import re
from dataclasses import dataclass

Version = tuple[int, ...]


@dataclass(frozen=True)
class Hole:
	"""A published hole: its number and, for each major version, the first release without it."""

	number: str
	closed_in: dict[int, Version]


HOLES = (
	Hole("CVE-2026-44208", {15: (15, 107, 0), 16: (16, 17, 0)}),
	Hole("CVE-2026-31879", {15: (15, 101, 0), 16: (16, 10, 0)}),
	Hole("CVE-2026-31878", {15: (15, 100, 0), 16: (16, 6, 0)}),
	Hole("CVE-2026-44976", {16: (16, 17, 4)}),
)


def parse(version: str) -> Version:
	"""Return (15, 51, 1) for "15.51.1" or "15.51.1-dev"; missing parts count as 0, words as nothing."""
	numbers = [int(part) for part in re.findall(r"\d+", version.split("-")[0].split("+")[0])]
	return tuple([*numbers, 0, 0, 0][:3])


def open_holes(version: str) -> list[str]:
	"""Return the numbers of the holes this version still has, the one closed last first."""
	running = parse(version)
	return [hole.number for hole in HOLES if running < hole.closed_in.get(running[0], (0,))]


def first_safe(version: str) -> str:
	"""Return the first release of the same major version without any of these holes, "" when none is known."""
	releases = [hole.closed_in[parse(version)[0]] for hole in HOLES if parse(version)[0] in hole.closed_in]
	return ".".join(str(part) for part in max(releases)) if releases else ""
