"""Decides when a message may go: waiting times between attempts, windows, quiet hours, room on a line and for a number."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

FIRST_WAIT, LONGEST_WAIT = 15, 30 * 60
WINDOW_MARGIN = timedelta(minutes=5)
SOFT_RETRY = (30 * 60, 2 * 60 * 60)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# how long after a provider took a message, and has reported nothing final, it is asked
ASK_AFTER = (timedelta(minutes=10), HOUR, 6 * HOUR, DAY)
# the sweeper comes once a minute, so a line's room is counted by the minute
RATE_SPAN = timedelta(seconds=60)


def backoff(attempts: int, chance: float) -> float:
	"""Return seconds to wait after so many attempts: full jitter up to 15 s, 30 s, … 30 min. `chance` is 0 to 1."""
	return chance * min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(attempts - 1, 0))


def soft_retry(chance: float) -> float:
	"""Return seconds until the one further try of a message that a network could not deliver. `chance` is 0 to 1."""
	shortest, longest = SOFT_RETRY
	return shortest + chance * (longest - shortest)


def ask_at(taken_at: datetime, asked: int) -> datetime | None:
	"""Return when a provider is asked what became of a message, None when it was asked often enough."""
	return taken_at + ASK_AFTER[asked] if asked < len(ASK_AFTER) else None


def window_is_open(last_in: datetime | None, now: datetime, hours: int) -> bool:
	"""Tell whether free words may go, `hours` after the person's last message and five minutes before that ends."""
	return not hours or (last_in is not None and now < last_in + timedelta(hours=hours) - WINDOW_MARGIN)


def opens_again(now: datetime, spans: Sequence[tuple[time, time]]) -> datetime | None:
	"""Return when the next of these spans of local time begins, None when one of them holds already or there are none.

	`now` is a naive local time; a span may pass midnight.
	"""
	if not spans or any(_within(now.time(), *span) for span in spans):
		return None
	beginnings = (datetime.combine(now.date(), start) for start, _end in spans)
	return min(moment if moment > now else moment + DAY for moment in beginnings)


def quiet_until(now: datetime, start: time | None, end: time | None) -> datetime | None:
	"""Return when quiet hours end, None outside them or when none are set. `now` is a naive local time."""
	if start is None or end is None or start == end:
		return None
	return opens_again(now, [(end, start)])


def room(rate_per_second: float, slowness: float, sent_lately: int) -> int:
	"""Return how many messages a line may send now, after so many in the last RATE_SPAN. `slowness` is 1 or more."""
	most = max(1, int((rate_per_second or 1) / slowness * RATE_SPAN.total_seconds()))
	return max(0, most - sent_lately)


def number_is_free_at(earlier: Sequence[datetime], now: datetime, per_hour: int, per_day: int) -> datetime:
	"""Return from when on one number may get another message; `now` when it may at once. A limit of 0 is none.

	`earlier` are the moments of messages to this number, in any order.
	"""
	moments = sorted(earlier)
	free = [now]
	for most, span in ((per_hour, HOUR), (per_day, DAY)):
		inside = [moment for moment in moments if moment > now - span]
		if most and len(inside) >= most:
			free.append(inside[-most] + span)
	return max(free)


def _within(moment: time, start: time, end: time) -> bool:
	if start < end:
		return start <= moment < end
	return moment >= start or moment < end
