"""Decides whether an entry of the service directory can still be trusted (requirements C04, D18; reference-data 7)."""

from datetime import date, timedelta

VERIFY_EVERY_DAYS = 30
CYCLES = {
	"weekly": 7,
	"every two weeks": 14,
	"monthly": 30,
	"every three months": 91,
	"every six months": 182,
}
"""what administrators choose, in days"""
WARN_DAYS = 30
ENDED, ENDS_SOON, ORPHAN = "ended", "ends soon", "without owner"
FRESH, DUE, STALE, NEVER = "verified", "due", "stale", "never verified"


def cycle_in_days(*cycles: str | None) -> int:
	"""Return the days of the first cycle that somebody chose, the nearest first: entry, type, sector."""
	return next((CYCLES[cycle] for cycle in cycles if cycle), VERIFY_EVERY_DAYS)


def due_on(verified_on: date | None, every_days: int | None) -> date | None:
	"""Return the day on which somebody has to look again, None for what nobody has verified yet."""
	return verified_on + timedelta(days=every_days or VERIFY_EVERY_DAYS) if verified_on else None


def standing(
	verified_on: date | None, every_days: int | None, stale_after_days: int | None, today: date
) -> str:
	"""Return verified, due, stale or never verified.

	Due from the day the cycle asks for; stale when `stale_after_days` more have passed (none or 0: as long again
	as the cycle). Only what is verified or due is suggested to anybody.
	"""
	due = due_on(verified_on, every_days)
	if due is None:
		return NEVER
	if today < due:
		return FRESH
	grace = stale_after_days or every_days or VERIFY_EVERY_DAYS
	return DUE if today < due + timedelta(days=grace) else STALE


def may_be_suggested(stands: str) -> bool:
	"""Tell whether an entry is trusted enough to stand among the suggestions."""
	return stands in (FRESH, DUE)


def last_day(ends_on: date | None, funding_ends_on: date | None, verified_on: date | None) -> date | None:
	"""Return the last day on which anybody is sent there, None when no end is known.

	An end of the funding counts until somebody has made sure, after that day, that the service goes on.
	"""
	goes_on = bool(funding_ends_on and verified_on and verified_on > funding_ends_on)
	return min(filter(None, (ends_on, None if goes_on else funding_ends_on)), default=None)


def warn_on(last: date | None) -> date | None:
	"""Return the day on which the owner is told that the end is near."""
	return last - timedelta(days=WARN_DAYS) if last else None


def asks_for(stands: str, last: date | None, verified_on: date | None, today: date) -> list[str]:
	"""Return why somebody has to look at an entry today; nothing when it can be left alone.

	Who has made sure of it since the warning is not asked again before the end.
	"""
	reasons = [] if stands == FRESH else [stands]
	if last and last < today:
		return [*reasons, ENDED]
	is_near = bool(last) and warn_on(last) <= today
	if is_near and not (verified_on and verified_on >= warn_on(last)):
		reasons.append(ENDS_SOON)
	return reasons
