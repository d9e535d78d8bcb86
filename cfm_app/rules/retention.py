"""Decides how long a record is kept, what happens to it then, and what keeps it longer (reference-data 12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

Stage = Literal["identity", "record", "archive"]
KeptBecause = Literal["open", "hold", "no rule", "not yet", "finished"]


@dataclass(frozen=True)
class RetentionClass:
	"""A row of CFM Retention Rule. Months count from the day the record was closed."""

	name: str
	for_contacts: bool
	level_from: int
	level_to: int
	identity_months: int
	record_months: int
	then: Literal["anonymise", "archive"] = "anonymise"
	feedback_type: str = ""
	rank: int = 50


@dataclass(frozen=True)
class Record:
	"""What decides about a complaint, or about a contact of which no complaint came."""

	closed_on: date | None
	level: int
	is_contact: bool = False
	feedback_type: str = ""
	on_hold: bool = False
	done: frozenset = frozenset()


@dataclass(frozen=True)
class Verdict:
	"""What is to be done now (`stage`), or why nothing is (`because`), under which class, and what comes when."""

	stage: Stage | None
	because: KeptBecause | None
	class_name: str | None
	identity_on: date | None = None
	record_on: date | None = None


def class_of(record: Record, classes: Iterable[RetentionClass]) -> RetentionClass | None:
	"""Return the class of a record: the first by rank that fits; one for its type comes before one for all types."""
	fitting = [each for each in classes if _fits(each, record)]
	return min(fitting, key=lambda each: (not each.feedback_type, each.rank, each.name), default=None)


def judge(record: Record, classes: Iterable[RetentionClass], today: date) -> Verdict:
	"""Return what retention wants of this record today. A hold and an open record always win."""
	found = class_of(record, classes)
	if not found:
		return Verdict(None, "no rule", None)
	identity_on, record_on = _planned(record, found)
	if not record.closed_on:
		return Verdict(None, "open", found.name)
	stage = _due_stage(record, found, identity_on, record_on, today)
	because = _kept_because(record, found) if not stage else "hold" if record.on_hold else None
	return Verdict(None if because else stage, because, found.name, identity_on, record_on)


def first_of_month(day: date) -> date:
	"""Return the day that stands for every day of its month."""
	return day.replace(day=1)


def coarser_place(path: str, levels: int, step: int = 2) -> str:
	"""Return the path of the area that stands for this place: its first `levels` steps from the top."""
	return path[: levels * step]


def _fits(each: RetentionClass, record: Record) -> bool:
	if each.for_contacts != record.is_contact or each.feedback_type not in ("", record.feedback_type):
		return False
	return record.is_contact or each.level_from <= record.level <= each.level_to


def _planned(record: Record, found: RetentionClass) -> tuple[date | None, date | None]:
	if not record.closed_on:
		return None, None
	return tuple(
		record.closed_on + relativedelta(months=months)
		for months in (found.identity_months, found.record_months)
	)


def _due_stage(
	record: Record, found: RetentionClass, identity_on: date, record_on: date, today: date
) -> Stage | None:
	last: Stage = "archive" if found.then == "archive" else "record"
	if record.done & {"record", last}:
		return None
	if today >= record_on:
		return last
	return "identity" if today >= identity_on and "identity" not in record.done else None


def _kept_because(record: Record, found: RetentionClass) -> KeptBecause:
	ended = {"record", "archive"} if found.then == "archive" else {"record"}
	return "finished" if record.done & ended else "not yet"
