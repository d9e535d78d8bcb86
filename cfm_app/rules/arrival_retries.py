"""Decides when a stored call of a provider is tried again, and when it is left to a person."""

from datetime import timedelta

MESSAGE, STATUS = "message", "status"
# a report may come before we have stored the provider's first answer; after ten minutes it never will be
WAITS = {
	MESSAGE: (15, 60, 300, 900, 1800),
	STATUS: (15, 60, 120, 180, 240),
}


def wait_after(attempts: int, kind: str) -> timedelta | None:
	"""Return how long to wait after so many attempts (1 or more) at a call of this kind; None: a person must look."""
	waits = WAITS[kind]
	return timedelta(seconds=waits[attempts - 1]) if attempts <= len(waits) else None
