"""Which report about a message counts, and what follows an attempt that came to nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.message_states import (
	LOOKUPS_UNTIL_SURE,
	MOST_ATTEMPTS,
	RANKS,
	REACHED,
	REFUSED,
	after_not_found,
	after_not_taken,
	contradicting,
	rank_of,
)

reports = st.lists(st.sampled_from([*RANKS, "Teleported"]), max_size=12)


def told(words):
	"""Return the state after these reports, as the one conditional update applies them."""
	state, rank = "Queued", 0
	for word in words:
		if rank_of(word) > rank:
			state, rank = word, rank_of(word)
	return state


@pytest.mark.parametrize(
	("words", "state"),
	[
		(["Delivered", "Sent"], "Delivered"),
		(["Failed", "Delivered"], "Delivered"),
		(["Delivered", "Failed"], "Delivered"),
		(["Read", "Delivered"], "Read"),
		(["Undelivered", "Sent"], "Undelivered"),
		(["Accepted", "Teleported"], "Accepted"),
		(["Teleported"], "Queued"),
	],
)
def test_the_strongest_report_counts_whichever_comes_first(words, state):
	assert told(words) == state


@given(reports)
def test_what_arrived_has_arrived_in_any_order(words):
	assert (told(words) in REACHED) == bool(set(REACHED) & set(words))


@given(reports, st.randoms())
def test_the_order_of_reports_changes_no_rank(words, chance):
	shuffled = chance.sample(words, len(words))
	assert rank_of(told(shuffled)) == rank_of(told(words))


def test_failed_and_arrived_contradict_each_other():
	assert contradicting("Delivered") == REFUSED
	assert contradicting("Undelivered") == REACHED
	assert contradicting("Sent") == ()


def test_what_was_not_taken_is_tried_again_until_it_is_enough():
	steps = [after_not_taken(attempts).state for attempts in range(1, MOST_ATTEMPTS + 1)]
	assert steps == ["Retry"] * (MOST_ATTEMPTS - 1) + ["Dead letter"]


def test_what_nobody_knows_is_sent_again_only_after_it_was_not_found_twice():
	assert [after_not_found(lookups, 1).state for lookups in (1, LOOKUPS_UNTIL_SURE)] == [
		"Ambiguous",
		"Retry",
	]
	assert after_not_found(LOOKUPS_UNTIL_SURE, MOST_ATTEMPTS).state == "Dead letter"
