"""Moves between the site's naive local times, as Frappe stores them, and the aware UTC times of rules/."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from frappe.utils import get_datetime, get_system_timezone


def to_utc(moment) -> datetime:
	"""Return an aware UTC time for a stored time (a datetime or its text)."""
	return get_datetime(moment).replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc)


def from_utc(moment: datetime) -> datetime:
	"""Return the naive time of the site for an aware time, to the second."""
	local = moment.astimezone(ZoneInfo(get_system_timezone()))
	return local.replace(tzinfo=None, microsecond=0)
