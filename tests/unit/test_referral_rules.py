"""How a referral moves, and what stays red until somebody has cared."""

from datetime import datetime, timedelta

import pytest

from cfm_app.rules.referral_clocks import (
	chaser_due,
	due_at,
	is_without_feedback,
	reminders_are_over,
	standing,
)
from cfm_app.rules.referral_states import (
	ENDED,
	MOVES,
	STATES,
	WITHOUT_RECEIVER,
	answers_her_no,
	is_hers_to_say,
	move,
	moves_from,
)

SENT_AT = datetime(2026, 11, 22, 8)


def after(hours):
	return SENT_AT + timedelta(hours=hours)


def actions(state, actor):
	return [each.action for each in moves_from(state, actor)]


def test_the_receiver_of_a_sent_referral_answers_and_nothing_else():
	assert actions("Sent", "receiver") == ["Acknowledge", "Accept", "Decline", "The person cannot be reached"]


def test_only_the_person_or_the_sender_says_that_the_service_was_received():
	confirm = "Confirm that the service was received"
	assert [bool(move(confirm, "Accepted", who)) for who in ("person", "sender", "receiver")] == [
		True,
		True,
		False,
	]


def test_a_declined_referral_goes_back_for_another_way():
	assert move("Decline", "Acknowledged", "receiver").needs == ("decline_reason",)
	assert actions("Not accepted", "sender") == ["Transfer", "Withdraw", "Close"]
	assert actions("Not accepted", "receiver") == []


def test_a_late_answer_is_still_an_answer():
	assert move("Accept", "No feedback", "receiver").after == "Accepted"


def test_what_has_ended_stays_ended_for_everybody():
	assert all(
		actions(state, actor) == [] for state in ENDED for actor in ("sender", "receiver", "person", "system")
	)


def test_every_move_leads_between_known_states_and_every_state_can_be_reached():
	assert {state for each in MOVES for state in (*each.before, each.after)} == set(STATES)
	assert {each.after for each in MOVES} == set(STATES) - {"Draft"}


def test_nothing_is_sent_without_consent_dataset_and_agreement():
	assert set(move("Send", "Draft", "sender").needs) == {"consent", "dataset", "agreement"}


@pytest.mark.parametrize("priority, hours", [("EMERG", 24), ("URGENT", 72), ("NORMAL", 336)])
def test_the_answer_is_due_by_priority(priority, hours):
	assert due_at(SENT_AT, priority) == after(hours)
	assert not is_without_feedback("Sent", priority, SENT_AT, after(hours - 0.1))
	assert is_without_feedback("Acknowledged", priority, SENT_AT, after(hours))
	assert not is_without_feedback("Accepted", priority, SENT_AT, after(hours + 1))


def test_an_urgent_caller_stays_red_until_she_is_linked():
	red = standing("Accepted", "warm handover", "URGENT", SENT_AT, False, after(1))
	assert (red.word, red.reason) == ("overdue", "not_linked")
	assert standing("Accepted", "warm handover", "URGENT", SENT_AT, True, after(1)).word == "on track"
	assert standing("Sent", "direct send", "EMERG", SENT_AT, False, after(0)).reason == "not_linked"


def test_without_an_answer_it_turns_amber_at_half_time_and_red_at_the_end():
	words = [
		standing("Sent", "direct send", "URGENT", SENT_AT, False, after(h)).word for h in (35, 36, 71, 72)
	]
	assert words == ["on track", "due soon", "due soon", "overdue"]
	assert standing("No feedback", "direct send", "URGENT", SENT_AT, False, after(80)).reason == "late"


def test_what_was_never_sent_or_has_ended_is_not_red():
	assert standing("Draft", "warm handover", "EMERG", None, False, after(9)).word == "on track"
	assert standing("Closed", "warm handover", "EMERG", SENT_AT, False, after(900)).word == "on track"


def test_the_receiver_is_reminded_at_half_time_and_again():
	assert [chaser_due("URGENT", SENT_AT, None, after(h)) for h in (35, 36)] == [False, True]
	assert [chaser_due("URGENT", SENT_AT, after(36), after(h)) for h in (59, 60)] == [False, True]


def test_her_word_that_it_has_not_come_is_red_before_anything_else():
	red = standing("Accepted", "warm handover", "EMERG", SENT_AT, True, after(1), not_received=True)
	assert (red.word, red.reason) == ("overdue", "not_received")
	assert standing("Closed", "direct send", "NORMAL", SENT_AT, True, after(1), True).word == "on track"


@pytest.mark.parametrize(
	"action, actor, answers",
	[
		("Revoke", "sender", True),
		("Withdraw", "person", True),
		("Schedule", "receiver", True),
		("Decline", "receiver", True),
		("Report as delivered", "receiver", False),
		("No answer in time", "system", False),
	],
)
def test_her_no_stays_red_until_somebody_acts_on_it(action, actor, answers):
	assert answers_her_no(action, actor) is answers


def test_the_clock_reminds_only_so_often():
	assert [reminders_are_over(given, 3) for given in (2, 3, 4)] == [False, True, True]
	assert [reminders_are_over(given, None) for given in (4, 5)] == [False, True]


def test_who_goes_herself_is_asked_when_the_time_is_over_and_never_waits_for_a_focal_point():
	herself = ("Sent", "information for self-referral", "EMERG", SENT_AT, False)
	assert standing(*herself, after(23)).word == "on track"
	late = standing(*herself, after(24))
	assert (late.word, late.reason) == ("overdue", "ask_person")


def test_nobody_answers_for_a_receiver_that_was_not_told():
	assert set(WITHOUT_RECEIVER) < {each.action for each in MOVES}
	left = {each.action for each in moves_from("Sent", "sender")} - set(WITHOUT_RECEIVER)
	assert "Confirm that the service was received" in left


def test_she_and_who_sent_it_confirm_and_the_receiver_never():
	confirm = "Confirm that the service was received"
	may = {who: bool(move(confirm, "Sent", who)) for who in ("sender", "person", "receiver")}
	assert may == {"sender": True, "person": True, "receiver": False}


def test_she_is_asked_once_somebody_has_answered_or_nobody_else_will():
	asked = {state for state in STATES if is_hers_to_say(state, goes_herself=False)}
	assert asked == {"Accepted", "Service scheduled", "No feedback"}
	assert {state for state in STATES if is_hers_to_say(state, goes_herself=True)} == asked | {
		"Sent",
		"Acknowledged",
	}
