"""Decides on which days a referral asks for somebody's attention, and what is to be done then (requirements E39, E43)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from cfm_app.rules.referral_clocks import SELF
from cfm_app.rules.referral_states import SCHEDULED, WAITING_FOR_RECEIVER

ANSWER, ASK, SERVICE, CONFIRM = (
	"answer due",
	"ask the person",
	"service given",
	"to be confirmed by the person",
)


@dataclass(frozen=True)
class Day:
	"""When something is to be done with a referral, what, and whether that moment has passed. Midnight means the whole day."""

	at: datetime
	what: str
	is_late: bool

	@property
	def is_whole(self) -> bool:
		"""Tell whether it is a day without a time: partners give days, and a day is late when it is over."""
		return self.at.time() == time.min


def days_of(referral: Mapping, now: datetime) -> list[Day]:
	"""Return the days of one referral: {workflow_state, mode, due_on, scheduled_on, delivered_on}, in their order.

	A service whose day has passed without a word is late, too: then the person is asked whether she got it.
	"""
	found = [_answer(referral), *_service(referral)]
	return [Day(at, what, _has_passed(at, now)) for at, what in found if at]


def _has_passed(at: datetime, now: datetime) -> bool:
	return at.date() < now.date() if at.time() == time.min else at < now


def _answer(referral: Mapping) -> tuple[datetime | None, str]:
	waits = referral["workflow_state"] in WAITING_FOR_RECEIVER
	return (referral["due_on"] if waits else None), (ASK if referral["mode"] == SELF else ANSWER)


def _service(referral: Mapping) -> list[tuple[datetime | None, str]]:
	if referral["workflow_state"] != SCHEDULED:
		return []
	if referral["delivered_on"]:
		day = referral["delivered_on"]
		return [(datetime(day.year, day.month, day.day), CONFIRM)]
	return [(referral["scheduled_on"], SERVICE)]
