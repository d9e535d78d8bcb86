"""Decides when a session that nobody uses ends."""

SHORTEST_IDLE_MINUTES = 15


def shorter_expiry(site_expiry: str, idle_minutes: int) -> str:
	"""Return the earlier end as "HH:MM:SS": the site's ("HH:MM" or "HH:MM:SS") or so many minutes, 0 for no own limit.

	Frappe notes at most every ten minutes that a session was used, so less than SHORTEST_IDLE_MINUTES would throw
	people out while they work.
	"""
	site = _seconds(site_expiry)
	own = max(idle_minutes, SHORTEST_IDLE_MINUTES) * 60 if idle_minutes > 0 else site
	return _in_words(min(site, own))


def _seconds(expiry: str) -> int:
	hours, minutes, seconds = ([int(part or 0) for part in expiry.split(":")] + [0, 0])[:3]
	return hours * 3600 + minutes * 60 + seconds


def _in_words(seconds: int) -> str:
	return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
