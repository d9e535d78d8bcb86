"""What a referral counts for, and that no number tells of a few people (kpis K9)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.referral_figures import COLUMNS, Sent, came_to, protected

MONDAY = datetime(2026, 5, 4, 9, 0)


def sent(state="Sent", days=None, group="partner", line=("LEGAL", "TOWN"), **more):
	answered = MONDAY + timedelta(days=days) if days is not None else None
	return Sent(group=group, line=line, state=state, sent_on=MONDAY, answered_on=answered, **more)


@pytest.mark.parametrize(
	("referral", "column"),
	[
		(sent(), "waiting"),
		(sent("Acknowledged", acknowledged_on=MONDAY), "acknowledged"),
		(sent("Service scheduled", days=2), "accepted"),
		(sent("Not accepted", days=2, is_declined=True), "not_accepted"),
		(sent("Transferred on", days=2, is_declined=True), "not_accepted"),
		(sent("Not accepted"), "not_accepted"),
		(sent("No feedback", acknowledged_on=MONDAY), "no_feedback"),
		(sent("Withdrawn"), "ended"),
		(sent("Closed", days=1, received_on=MONDAY), "received"),
		(sent("No feedback", received_on=MONDAY), "received"),
	],
)
def test_a_referral_counts_for_how_far_it_came(referral, column):
	assert came_to(referral) == column


def test_shares_are_of_what_is_decided_and_days_are_the_median():
	referrals = [
		*(sent("Accepted", days=day) for day in (1, 2, 3, 4, 5)),
		*(sent("No feedback") for _each in range(5)),
		*(sent() for _each in range(7)),
	]
	total, partner, line = protected(referrals, 5)
	assert (line["total"], line["accepted"], line["no_feedback"], line["waiting"]) == ("17", "5", "5", "7")
	assert (line["feedback"], line["received_share"], line["days"]) == (0.5, 0.0, 3)
	assert (total["group"], total["line"], total["total"]) == ("", (), "17")
	assert (partner["group"], partner["line"]) == ("partner", ())


def test_one_refusal_among_many_shows_in_no_number():
	referrals = [*(sent("Accepted", days=1) for _each in range(20)), sent("Not accepted", is_declined=True)]
	for row in protected(referrals, 5):
		assert row["not_accepted"] == "<5"
		assert not (row["accepted"].isdigit() and row["total"].isdigit())
		assert (row["feedback"], row["days"]) == (None, None)


def test_the_days_of_few_answers_are_not_shown():
	referrals = [sent("Closed", received_on=MONDAY) for _each in range(9)] + [
		sent("Closed", days=4, received_on=MONDAY)
	]
	assert protected(referrals, 5)[-1]["days"] is None


def test_without_referrals_there_is_nothing_to_show():
	assert protected([], 5) == []


@given(
	st.lists(
		st.builds(
			sent,
			state=st.sampled_from(["Sent", "Accepted", "Not accepted", "No feedback", "Withdrawn"]),
			days=st.none() | st.integers(0, 20),
			group=st.sampled_from(["one", "other"]),
			line=st.sampled_from([("LEGAL", "TOWN"), ("HEALTH", "TOWN")]),
		),
		max_size=40,
	)
)
def test_no_small_number_is_ever_written_out(referrals):
	for row in protected(referrals, 5):
		assert all(row[column] not in ("1", "2", "3", "4") for column in (*COLUMNS, "total"))
