"""Decides the order of "my work" and the heading each item stands under (requirements A08)."""

from datetime import datetime, timedelta, timezone
from typing import Literal

from cfm_app.rules.clocks import local_day

Bucket = Literal["overdue", "today", "week", "later"]

NEVER = datetime.max.replace(tzinfo=timezone.utc)
DAYS_AHEAD = 7


def sort_key(urgency_rank: int, due: datetime | None, received: datetime) -> tuple[int, datetime, datetime]:
	"""Return the key that puts the most urgent first (rank 1), then the earliest due, then the oldest."""
	return urgency_rank, due or NEVER, received


def bucket(due: datetime | None, now: datetime, timezone: str) -> Bucket:
	"""Return the heading: overdue, due this local day, within the seven days after it, or later."""
	if due is None:
		return "later"
	if due < now:
		return "overdue"
	due_on, today = local_day(due, timezone), local_day(now, timezone)
	if due_on == today:
		return "today"
	return "week" if due_on - today <= timedelta(days=DAYS_AHEAD) else "later"
