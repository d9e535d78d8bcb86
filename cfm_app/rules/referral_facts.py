"""Reads what a step of a referral brings along. These columns lie open in the database, so no free text gets into them."""

from datetime import datetime


def choice(value, options: list[str]) -> str | None:
	"""Return the value when it is one of the options, None for anything else."""
	return value if value in options else None


def moment(value) -> datetime | None:
	"""Return a moment at the wall, written as ISO 8601 with or without a time; None for anything else."""
	try:
		return datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
	except ValueError:
		return None
