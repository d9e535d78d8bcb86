"""Decides what becomes of a message: after a report about it, after an attempt, after a look-up (messaging 2.3)."""

from dataclasses import dataclass

WAITING = ("Queued", "Retry")
UNDER_WAY = ("Sending", "Ambiguous")
# the provider has it, and more may be heard of it
ON_ITS_WAY = ("Accepted", "Sent")
REFUSED = ("Failed", "Undelivered", "Cancelled")
REACHED = ("Delivered", "Read")
# a person may send these again, as a new message
ENDED_BADLY = ("Failed", "Undelivered", "Blocked", "Cancelled", "Expired", "Dead letter")
# how much a report proves; everything that only we know ranks 0, so that any report beats it
RANKS = {
	"Accepted": 20,
	"Sent": 30,
	"Failed": 45,
	"Undelivered": 45,
	"Cancelled": 45,
	"Delivered": 50,
	"Read": 60,
}
MOST_ATTEMPTS = 6
LOOKUPS_UNTIL_SURE = 2


@dataclass(frozen=True)
class Next:
	"""What becomes of a message. `wait` says how its next moment is chosen: backoff, look_up, or "" for none."""

	state: str
	wait: str = ""


def rank_of(state: str) -> int:
	"""Return how much a reported state proves, 0 for a word nobody knows."""
	return RANKS.get(state, 0)


def contradicting(state: str) -> tuple[str, ...]:
	"""Return the states that say the opposite of a reported one: it failed, it arrived."""
	if state in REACHED:
		return REFUSED
	return REACHED if state in REFUSED else ()


def after_not_taken(attempts: int) -> Next:
	"""Return what follows when a message certainly was not taken. `attempts` counts the one just made."""
	return Next("Dead letter") if attempts >= MOST_ATTEMPTS else Next("Retry", "backoff")


def after_not_found(lookups: int, attempts: int) -> Next:
	"""Return what follows when a provider does not know a message that it may have taken. `lookups` counts this one."""
	return after_not_taken(attempts) if lookups >= LOOKUPS_UNTIL_SURE else Next("Ambiguous", "look_up")
