"""Whatever anybody presses in whatever order, a referral moves only as the rule says, and what has ended stays so."""

from hypothesis import given
from hypothesis import strategies as any_of

from cfm_app.rules.referral_states import (
	CLOSED,
	DRAFT,
	ENDED,
	MOVES,
	PERSON,
	RECEIVED,
	RECEIVER,
	SENDER,
	STATES,
	SYSTEM,
	WAITING_FOR_RECEIVER,
	move,
	moves_from,
)

ACTORS = (SENDER, RECEIVER, PERSON, SYSTEM)
PRESSED = any_of.lists(
	any_of.tuples(any_of.sampled_from([each.action for each in MOVES]), any_of.sampled_from(ACTORS)),
	max_size=60,
)


def walk(pressed):
	"""Return the steps [(actor, action, before, after)] that were really taken from a draft on."""
	state, taken = DRAFT, []
	for action, actor in pressed:
		step = move(action, state, actor)
		if step:
			taken.append((actor, action, state, step.after))
			state = step.after
	return state, taken


@given(PRESSED)
def test_what_has_ended_stays_ended(pressed):
	_state, taken = walk(pressed)
	assert not [step for step in taken if step[2] in ENDED]


@given(PRESSED)
def test_a_referral_is_always_in_a_state_that_is_known(pressed):
	state, taken = walk(pressed)
	assert {state, *(after for *_step, after in taken)} <= set(STATES)


@given(PRESSED)
def test_nobody_outside_touches_what_was_not_sent(pressed):
	_state, taken = walk(pressed)
	actions = [action for _actor, action, _before, _after in taken]
	sent_at = actions.index("Send") if "Send" in actions else len(taken)
	assert not [step for step in taken[:sent_at] if step[0] in (RECEIVER, SYSTEM)]


@given(PRESSED)
def test_only_the_person_or_who_asked_her_says_that_it_was_received(pressed):
	_state, taken = walk(pressed)
	assert {actor for actor, *_step, after in taken if after == RECEIVED} <= {PERSON, SENDER}


def test_only_who_sent_it_closes_it():
	assert {actor for each in MOVES if each.after == CLOSED for actor in each.by} == {SENDER}


def test_a_receiver_never_says_that_the_person_got_it():
	assert {actor for each in MOVES if each.after == RECEIVED for actor in each.by} == {PERSON, SENDER}


def test_from_everywhere_somebody_can_go_on_until_it_has_ended():
	for state in STATES:
		assert bool(moves_from(state, SENDER)) is (state not in ENDED), state


def test_from_everywhere_there_is_a_way_to_an_end():
	reaches = set(ENDED)
	for _round in STATES:
		reaches |= {before for each in MOVES if each.after in reaches for before in each.before}
	assert reaches == set(STATES)


def test_a_late_answer_is_as_welcome_as_one_in_time():
	for state in WAITING_FOR_RECEIVER:
		assert {"Accept", "Decline"} <= {each.action for each in moves_from(state, RECEIVER)}
