"""Decides who is alerted next while nobody has opened an assigned record (requirements B14, reference-data 4)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Step:
	"""Alert `to` once the record stayed unseen for `after` since it was assigned.

	`to` is owner, deputy, supervisor, coordinator, or the name of a user.
	"""

	after: timedelta
	to: str


@dataclass(frozen=True)
class Ladder:
	"""The steps of an alarm; a step is known by its position."""

	steps: tuple[Step, ...]


def next_steps(
	assigned_at: datetime,
	seen_at: datetime | None,
	already: Collection[int],
	ladder: Ladder,
	now: datetime,
) -> list[int]:
	"""Return the positions of the steps that are due and not yet taken, earliest first.

	Once the record was seen no further step is taken, even one that fell due before.
	"""
	if seen_at is not None:
		return []
	unseen_for = now - assigned_at
	waiting = [
		(step.after, position)
		for position, step in enumerate(ladder.steps)
		if step.after <= unseen_for and position not in already
	]
	return [position for _after, position in sorted(waiting)]


def unclassified_overdue(
	received_at: datetime, now: datetime, limit: timedelta = timedelta(hours=24)
) -> bool:
	"""Whether a contact has waited unclassified for its whole limit (reference-data 3: at most 24 hours)."""
	return now - received_at >= limit
