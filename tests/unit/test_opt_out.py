"""What is stopped after what a person said, and what she still gets."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.opt_out import ALL, IN, INFORMATION, OUT, SERVICE, is_stopped, state_after

changes = st.lists(
	st.tuples(st.sampled_from([OUT, IN]), st.sampled_from([INFORMATION, SERVICE, ALL])), max_size=8
)


def test_stop_and_start_in_turn():
	assert state_after([]) == ""
	assert state_after([(OUT, INFORMATION)]) == INFORMATION
	assert state_after([(OUT, INFORMATION), (IN, ALL)]) == ""
	assert state_after([(OUT, INFORMATION), (IN, ALL), (OUT, INFORMATION)]) == INFORMATION


def test_what_the_provider_stopped_is_not_softened_by_a_second_stop():
	assert state_after([(OUT, ALL), (OUT, INFORMATION)]) == ALL
	assert state_after([(OUT, INFORMATION), (OUT, SERVICE)]) == ALL


def test_wanting_answers_again_does_not_bring_the_news_back():
	assert state_after([(OUT, ALL), (IN, SERVICE)]) == INFORMATION
	assert state_after([(OUT, INFORMATION), (IN, SERVICE)]) == INFORMATION


def test_who_said_nothing_gets_everything():
	for scope in (INFORMATION, SERVICE, ALL):
		assert not is_stopped("", scope, wrote_again=False, must_start=True)


def test_after_stop_an_answer_needs_a_new_message_of_hers():
	assert is_stopped(INFORMATION, SERVICE, wrote_again=False, must_start=False)
	assert not is_stopped(INFORMATION, SERVICE, wrote_again=True, must_start=False)
	assert is_stopped(INFORMATION, SERVICE, wrote_again=True, must_start=True)


def test_a_new_message_brings_no_news_and_lifts_no_full_stop():
	assert is_stopped(INFORMATION, INFORMATION, wrote_again=True, must_start=False)
	assert is_stopped(ALL, SERVICE, wrote_again=True, must_start=False)


@given(changes)
def test_the_last_word_counts(said):
	assert state_after([*said, (OUT, ALL)]) == ALL
	assert state_after([*said, (IN, ALL)]) == ""
	assert state_after([*said, (OUT, INFORMATION)]) in (INFORMATION, ALL)
	assert state_after([*said, *said[-1:]]) == state_after(said)
