"""Which day of a referral stands in the calendar, and what is to be done then."""

from datetime import date, datetime, timedelta

from cfm_app.rules.referral_calendar import ANSWER, ASK, CONFIRM, SERVICE, days_of

NOW = datetime(2026, 11, 22, 9)
TOMORROW, YESTERDAY = NOW + timedelta(days=1), NOW - timedelta(days=1)


def told(**facts):
	empty = {"mode": "direct send", "due_on": None, "scheduled_on": None, "delivered_on": None}
	return [(day.what, day.at, day.is_late) for day in days_of({**empty, **facts}, NOW)]


def test_an_answer_is_due_and_late_when_its_day_has_passed():
	assert told(workflow_state="Sent", due_on=TOMORROW) == [(ANSWER, TOMORROW, False)]
	assert told(workflow_state="No feedback", due_on=YESTERDAY) == [(ANSWER, YESTERDAY, True)]


def test_who_goes_herself_is_asked_on_that_day():
	self_mode = {"mode": "information for self-referral", "workflow_state": "Sent"}
	assert told(**self_mode, due_on=YESTERDAY) == [(ASK, YESTERDAY, True)]


def test_what_was_answered_needs_no_answer():
	assert told(workflow_state="Accepted", due_on=YESTERDAY) == []


def test_a_service_stands_on_its_day_and_is_late_after_it_until_somebody_says_that_it_was_given():
	scheduled = {"workflow_state": "Service scheduled", "due_on": YESTERDAY}
	assert told(**scheduled, scheduled_on=TOMORROW) == [(SERVICE, TOMORROW, False)]
	assert told(**scheduled, scheduled_on=YESTERDAY) == [(SERVICE, YESTERDAY, True)]


def test_a_day_without_a_time_is_late_when_it_is_over_not_while_it_lasts():
	scheduled = {"workflow_state": "Service scheduled"}
	today, day_before = datetime(2026, 11, 22), datetime(2026, 11, 21)
	assert told(**scheduled, scheduled_on=today) == [(SERVICE, today, False)]
	assert told(**scheduled, scheduled_on=day_before) == [(SERVICE, day_before, True)]
	assert told(**scheduled, delivered_on=date(2026, 11, 22)) == [(CONFIRM, today, False)]


def test_what_was_reported_as_given_waits_for_the_person_to_confirm_it():
	given = told(workflow_state="Service scheduled", scheduled_on=TOMORROW, delivered_on=date(2026, 11, 20))
	assert given == [(CONFIRM, datetime(2026, 11, 20), True)]


def test_what_has_ended_or_was_received_asks_for_nothing():
	for state in ("Draft", "Service received", "Closed", "Withdrawn", "Not accepted"):
		assert told(workflow_state=state, due_on=TOMORROW, scheduled_on=TOMORROW) == []
