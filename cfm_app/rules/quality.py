"""Decides what is wrong with the data of a record, and which records look like one another (requirements B11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cfm_app.rules.contact_points import find_identifiers

UNCLASSIFIED_LIMIT = timedelta(hours=48)
DUPLICATE_DAYS = 14

# What each level requires in addition to the levels below it.
REQUIRED_BY_LEVEL = {
	0: ("feedback_type", "channel"),
	1: ("category", "area"),
	2: ("urgency",),
	3: ("project", "summary"),
}

PROBLEM_WEIGHTS = {
	"received_in_future": 25,
	"closed_before_received": 25,
	"occurred_after_received": 25,
	"unclassified": 25,
	"level_below_floor": 25,
	"summary_shows_identifier": 20,
}
OTHER_PROBLEM_WEIGHT = 10


@dataclass(frozen=True)
class RecordForQuality:
	"""What the quality rules look at. `filled` names the fields that hold a value; None is not known yet."""

	received_at: datetime
	level: int | None = None
	floor: int | None = None
	filled: frozenset[str] = frozenset()
	occurred_at: datetime | None = None
	closed_at: datetime | None = None
	summary: str = ""
	is_explained: bool = False
	has_next_action: bool = False


@dataclass(frozen=True)
class CodedFacts:
	"""What two records are compared by: blind indexes of the contact points and codes, never words."""

	contact_indexes: frozenset[str]
	category: str
	area: str
	received_at: datetime


def problems(record: RecordForQuality, now: datetime) -> list[str]:
	"""Return the codes of what is wrong, in a fixed order.

	Codes: missing_<field>, received_in_future, closed_before_received, occurred_after_received, unclassified,
	summary_shows_identifier, not_explained (A05), no_next_action (B15, while open), level_below_floor.
	"""
	flaws = {
		**_impossible_dates(record, now),
		"unclassified": _is_unclassified(record) and now - record.received_at > UNCLASSIFIED_LIMIT,
		"summary_shows_identifier": bool(find_identifiers(record.summary)),
		"not_explained": not record.is_explained,
		"no_next_action": record.closed_at is None and not record.has_next_action,
		"level_below_floor": record.level is not None and record.level < (record.floor or 0),
	}
	return _missing_fields(record) + [code for code, applies in flaws.items() if applies]


def score(problems: Iterable[str]) -> int:
	"""Return the quality score, 100 without problems and never below 0."""
	return max(0, 100 - sum(PROBLEM_WEIGHTS.get(code, OTHER_PROBLEM_WEIGHT) for code in problems))


def likely_duplicates(a: CodedFacts, b: CodedFacts, within_days: int = DUPLICATE_DAYS) -> bool:
	"""Whether two records may be one: a shared contact point, same category and area, near in time.

	Records without a contact point are never taken for duplicates: many people report the same thing.
	"""
	return (
		bool(a.contact_indexes & b.contact_indexes)
		and (a.category, a.area) == (b.category, b.area)
		and abs(a.received_at - b.received_at) <= timedelta(days=within_days)
	)


def required_fields(level: int) -> list[str]:
	"""Return the fields a record of this level must hold."""
	return [
		field for from_level, fields in REQUIRED_BY_LEVEL.items() if level >= from_level for field in fields
	]


def _missing_fields(record: RecordForQuality) -> list[str]:
	"""Name missing fields once the record is classified; before that it is unclassified, not incomplete."""
	if record.level is None:
		return []
	return [f"missing_{field}" for field in required_fields(record.level) if field not in record.filled]


def _is_unclassified(record: RecordForQuality) -> bool:
	return record.level is None or "category" not in record.filled


def _impossible_dates(record: RecordForQuality, now: datetime) -> dict[str, bool]:
	return {
		"received_in_future": record.received_at > now,
		"closed_before_received": record.closed_at is not None and record.closed_at < record.received_at,
		"occurred_after_received": record.occurred_at is not None and record.occurred_at > record.received_at,
	}
