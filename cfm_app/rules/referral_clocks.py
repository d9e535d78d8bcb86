"""Decides by when a referral is answered, when somebody reminds, and what stays red (reference-data 6; requirements E22, E43)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cfm_app.rules.referral_states import ACKNOWLEDGED, ENDED, NO_FEEDBACK, SENT

HOURS = {"EMERG": 24, "URGENT": 72, "NORMAL": 14 * 24}
CHASE_AT = 0.5
MOST_REMINDERS = 5
CHASE_AGAIN_HOURS = {"EMERG": 12, "URGENT": 24, "NORMAL": 72}
WARM, SELF = "warm handover", "information for self-referral"
GREEN, AMBER, RED = "on track", "due soon", "overdue"


@dataclass(frozen=True)
class Standing:
	"""How a referral stands: its colour word, and why: not_received, late, not_linked, ask_person or nothing."""

	word: str
	reason: str = ""


def due_at(sent_at: datetime, priority: str) -> datetime:
	"""Return by when the receiver answers. Raises KeyError for a priority that is none."""
	return sent_at + timedelta(hours=HOURS[priority])


def standing(
	state: str,
	mode: str,
	priority: str,
	sent_at: datetime | None,
	linked: bool,
	now: datetime,
	not_received: bool = False,
) -> Standing:
	"""Return how a referral stands.

	The person's word that the help has not come (`not_received`) is red before anything else. A warm hand-over, and every emergency, stays red until the focal point confirms that the person is linked.
	"""
	if not sent_at or state in ENDED:
		return Standing(GREEN)
	if not_received:
		return Standing(RED, "not_received")
	if mode == SELF:
		return _of_self_referral(state, priority, sent_at, now)
	if not linked and (mode == WARM or priority == "EMERG"):
		return Standing(RED, "not_linked")
	if state == NO_FEEDBACK or is_without_feedback(state, priority, sent_at, now):
		return Standing(RED, "late")
	return Standing(AMBER) if _waits(state) and chaser_due(priority, sent_at, None, now) else Standing(GREEN)


def _of_self_referral(state: str, priority: str, sent_at: datetime, now: datetime) -> Standing:
	"""Nobody answers when she goes herself: she is asked when the time is over, and it is red until she was."""
	is_time = is_without_feedback(state, priority, sent_at, now)
	return Standing(RED, "ask_person") if is_time else Standing(GREEN)


def is_without_feedback(state: str, priority: str, sent_at: datetime, now: datetime) -> bool:
	"""Tell whether the time for an answer has passed without acceptance or refusal."""
	return _waits(state) and now >= due_at(sent_at, priority)


def chaser_due(priority: str, sent_at: datetime, last_chased_at: datetime | None, now: datetime) -> bool:
	"""Tell whether the receiver is to be reminded now: at half the time, then every CHASE_AGAIN_HOURS."""
	if last_chased_at:
		return now >= last_chased_at + timedelta(hours=CHASE_AGAIN_HOURS[priority])
	return now >= sent_at + timedelta(hours=HOURS[priority] * CHASE_AT)


def reminders_are_over(reminders: int, most: int | None) -> bool:
	"""Tell whether the clock has reminded often enough: from here on people decide, not reminders."""
	return reminders >= (most or MOST_REMINDERS)


def _waits(state: str) -> bool:
	return state in (SENT, ACKNOWLEDGED)
