"""Decides how long what messages leave behind is kept, here and at the providers."""

from datetime import datetime, timedelta

from cfm_app.rules.message_states import ENDED_BADLY, REACHED, UNDER_WAY, WAITING

RECEIVED = "Received"
# Whoever sends it may still need these words, or the provider may still refuse to delete it.
UNFINISHED = (*WAITING, *UNDER_WAY)
ENDED = (RECEIVED, *REACHED, *ENDED_BADLY)
# Without a last report a message counts as over after this time, and what failed so often is left to a person.
UNTIL_OVER = timedelta(days=2)
LONGEST_TRY = timedelta(days=60)
# What hangs on no record is of use to nobody after this time.
SHORTEST_WITHOUT_RECORD = 30


def words_go_before(now: datetime, days: int) -> datetime:
	"""Return the moment before which messages lose their words."""
	return now - timedelta(days=max(days, 0))


def links_go_before(now: datetime, days: int) -> datetime:
	"""Return the moment before which messages that belong to no record no longer say whose they were."""
	return now - timedelta(days=max(days, SHORTEST_WITHOUT_RECORD))


def is_over(state: str, since: datetime, now: datetime) -> bool:
	"""Tell whether nothing more will happen to a message made at `since`, so that its provider may delete it."""
	return state in ENDED or (state not in UNFINISHED and since <= now - UNTIL_OVER)


def is_left_behind(since: datetime, now: datetime) -> bool:
	"""Tell whether a copy that should be gone has been at a provider for so long that somebody has to know."""
	return since <= now - 2 * UNTIL_OVER
