"""Decides whether an entry of the service directory can still be trusted (requirements C04, D18; reference-data 7)."""

from datetime import date, timedelta

VERIFY_EVERY_DAYS = 30
FRESH, DUE, STALE, NEVER = "verified", "due", "stale", "never verified"


def due_on(verified_on: date | None, every_days: int | None) -> date | None:
	"""Return the day on which somebody has to look again, None for what nobody has verified yet."""
	return verified_on + timedelta(days=every_days or VERIFY_EVERY_DAYS) if verified_on else None


def standing(
	verified_on: date | None, every_days: int | None, stale_after_days: int | None, today: date
) -> str:
	"""Return verified, due, stale or never verified.

	Due from the day the cycle asks for; stale when `stale_after_days` more have passed (none: as long again as
	the cycle). Only what is verified or due is suggested to anybody.
	"""
	due = due_on(verified_on, every_days)
	if due is None:
		return NEVER
	if today < due:
		return FRESH
	grace = (every_days or VERIFY_EVERY_DAYS) if stale_after_days is None else stale_after_days
	return DUE if today < due + timedelta(days=grace) else STALE


def may_be_suggested(stands: str) -> bool:
	"""Tell whether an entry is trusted enough to stand among the suggestions."""
	return stands in (FRESH, DUE)
