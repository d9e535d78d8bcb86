"""How long what messages leave behind is kept."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import message_keeping
from cfm_app.rules.message_keeping import is_left_behind, is_over, links_go_before, words_go_before

NOW = datetime(2026, 11, 22, 3, 0)


def ago(**time):
	return NOW - timedelta(**time)


def test_words_go_after_the_days_of_the_settings():
	assert words_go_before(NOW, 30) == ago(days=30)
	assert words_go_before(NOW, 0) == words_go_before(NOW, -5) == NOW


def test_whose_a_message_was_is_known_for_a_month_at_least():
	assert links_go_before(NOW, 0) == ago(days=30)
	assert links_go_before(NOW, 90) == ago(days=90)


def test_a_provider_deletes_only_what_is_over():
	for state in ("Received", "Delivered", "Read", "Failed", "Undelivered", "Blocked", "Dead letter"):
		assert is_over(state, NOW, NOW), state
	for state in ("Accepted", "Sent"):
		assert not is_over(state, ago(days=1), NOW), state
		assert is_over(state, ago(days=2), NOW), state


@given(st.sampled_from(message_keeping.UNFINISHED), st.integers(0, 1000))
def test_what_is_under_way_is_never_over(state, days):
	assert not is_over(state, ago(days=days), NOW)


def test_after_some_nights_somebody_has_to_know():
	assert not is_left_behind(ago(days=3), NOW)
	assert is_left_behind(ago(days=4), NOW)
