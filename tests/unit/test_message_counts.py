"""Counts of messages point to nobody, whatever filter is set."""

from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.message_counts import Line, protected

STATES = ("Delivered", "Failed", "Blocked")


def line(state, month="2026-05", kind="SMS", error=""):
	return Line(month, kind, state, error)


def numbers(rows):
	return {(row["month"], row["kind"], row["state"]): row["number"] for row in rows}


def test_each_month_and_kind_has_its_sum_and_the_newest_month_comes_first():
	rows = protected({line("Delivered"): 9, line("Failed"): 5, line("Delivered", "2026-06"): 7}, 5)
	assert [(row["month"], row["state"], row["number"]) for row in rows] == [
		("2026-06", "", "7"),
		("2026-06", "Delivered", "7"),
		("2026-05", "", "14"),
		("2026-05", "Delivered", "9"),
		("2026-05", "Failed", "5"),
	]


def test_the_one_message_that_was_blocked_is_not_the_rest_of_a_sum():
	shown = numbers(protected({line("Delivered"): 40, line("Blocked", error="opted_out"): 1}, 5))
	assert shown["2026-05", "SMS", "Blocked"] == "<5"
	assert not (shown["2026-05", "SMS", ""].isdigit() and shown["2026-05", "SMS", "Delivered"].isdigit())


def test_nothing_counted_nothing_shown():
	assert protected({}, 5) == []


@given(
	st.dictionaries(
		st.builds(line, st.sampled_from(STATES), st.sampled_from(("2026-05", "2026-06"))), st.integers(1, 30)
	)
)
def test_looking_at_one_month_alone_tells_no_more(counts):
	whole = numbers(protected(counts, 5))
	for month in {each.month for each in counts}:
		alone = {each: number for each, number in counts.items() if each.month == month}
		assert numbers(protected(alone, 5)).items() <= whole.items()
