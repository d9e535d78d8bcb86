"""An emergency that nobody opens climbs the ladder, one step at a time, until somebody does."""

from datetime import datetime, timedelta, timezone

import pytest

from cfm_app.rules.escalation import Ladder, Step, next_steps, unclassified_overdue

ASSIGNED = datetime(2026, 10, 1, 9, 0, tzinfo=timezone.utc)
EMERGENCY = Ladder(
	(
		Step(timedelta(0), "owner"),
		Step(timedelta(minutes=30), "deputy"),
		Step(timedelta(minutes=60), "coordinator"),
	)
)


def steps(minutes, seen_at=None, already=()):
	return next_steps(ASSIGNED, seen_at, already, EMERGENCY, ASSIGNED + timedelta(minutes=minutes))


@pytest.mark.parametrize(
	("minutes", "already", "due"),
	[
		(0, (), [0]),
		(29, (0,), []),
		(30, (0,), [1]),
		(59, (0, 1), []),
		(60, (0, 1), [2]),
		(600, (0, 1, 2), []),
	],
)
def test_an_unseen_emergency_climbs_one_step_after_another(minutes, already, due):
	assert steps(minutes, already=already) == due


def test_steps_missed_while_the_scheduler_stood_still_are_taken_in_order():
	assert steps(90, already=(0,)) == [1, 2]


def test_nobody_is_alarmed_any_more_once_it_was_seen():
	assert steps(90, seen_at=ASSIGNED + timedelta(minutes=45), already=(0,)) == []


def test_a_ladder_written_in_any_order_climbs_by_time():
	ladder = Ladder((Step(timedelta(hours=2), "coordinator"), Step(timedelta(hours=1), "deputy")))
	assert next_steps(ASSIGNED, None, (), ladder, ASSIGNED + timedelta(hours=3)) == [1, 0]


def test_a_contact_may_stay_unclassified_for_a_day():
	almost = ASSIGNED + timedelta(hours=23, minutes=59)
	assert not unclassified_overdue(ASSIGNED, almost)
	assert unclassified_overdue(ASSIGNED, ASSIGNED + timedelta(hours=24))
	assert unclassified_overdue(ASSIGNED, ASSIGNED + timedelta(hours=2), limit=timedelta(hours=1))
