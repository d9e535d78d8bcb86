"""The figures a donor reads, checked against a spreadsheet, and every figure opens to its rows."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.indicators import (
	Closing,
	Share,
	average_rating,
	classify,
	classify_closed,
	closed_in_window,
	closed_within,
	six_month_window,
	spread,
)

TODAY = date(2026, 6, 30)
WINDOW = six_month_window(TODAY)


def day(month, number):
	return date(2026, month, number)


HALF_A_YEAR = [
	Closing(day(1, 1), day(1, 10)),
	Closing(day(2, 1), day(2, 16)),
	Closing(day(3, 1), day(3, 17)),
	Closing(day(4, 1), None),
	Closing(day(6, 20), None),
	Closing(day(5, 1), day(5, 30)),
]


def test_two_of_five_decided_complaints_were_closed_in_fifteen_days():
	assert closed_within(HALF_A_YEAR, *WINDOW, TODAY) == Share(2, 5, undecided=1, left_out=0, share=0.4)


def test_the_rows_behind_the_figure_say_why_they_count():
	standings = [classify(record, *WINDOW, TODAY) for record in HALF_A_YEAR]
	assert standings == ["on_time", "on_time", "late", "still_open", "undecided", "late"]


def test_the_naive_reading_looks_better_because_it_overlooks_what_stays_open():
	assert closed_in_window(HALF_A_YEAR, *WINDOW) == Share(2, 4, undecided=0, left_out=0, share=0.5)


def test_the_naive_reading_counts_what_was_closed_in_the_window_whenever_it_came():
	old = [Closing(date(2025, 11, 1), day(1, 5)), Closing(day(6, 29), date(2026, 7, 1))]
	assert closed_in_window(old, *WINDOW) == Share(0, 1, undecided=0, left_out=0, share=0.0)
	assert closed_within(old, *WINDOW, TODAY) == Share(0, 0, undecided=1, left_out=0, share=None)


@pytest.mark.parametrize("why", ["spam", "duplicate", "same_day_forward"])
def test_what_is_no_genuine_complaint_is_left_out_and_counted_apart(why):
	records = [*HALF_A_YEAR, Closing(day(3, 3), day(3, 3), why)]
	assert closed_within(records, *WINDOW, TODAY) == Share(2, 5, undecided=1, left_out=1, share=0.4)
	assert closed_in_window(records, *WINDOW).left_out == 1


@pytest.mark.parametrize(
	("days_ago", "standing"),
	[(0, "undecided"), (15, "undecided"), (16, "still_open"), (-1, "outside_window")],
)
def test_an_open_complaint_is_undecided_until_its_fifteen_days_are_over(days_ago, standing):
	assert classify(Closing(TODAY - timedelta(days=days_ago), None), *WINDOW, TODAY) == standing


def test_looking_back_to_a_day_sees_what_was_open_on_that_day():
	closed_later = Closing(day(6, 1), date(2026, 7, 4))
	not_yet_received = Closing(day(6, 30), None)
	assert classify(closed_later, *WINDOW, TODAY) == "still_open"
	assert classify(not_yet_received, *WINDOW, day(6, 29)) == "outside_window"


@pytest.mark.parametrize(
	("today", "first"),
	[
		(date(2026, 6, 30), date(2025, 12, 31)),
		(date(2026, 8, 31), date(2026, 3, 1)),
		(date(2028, 8, 30), date(2028, 3, 1)),
		(date(2026, 9, 15), date(2026, 3, 16)),
	],
)
def test_the_window_is_six_months_to_the_day(today, first):
	assert six_month_window(today) == (first, today)


dates = st.dates(date(2025, 10, 1), date(2026, 7, 15))


@st.composite
def closings(draw):
	received = draw(dates)
	closed = draw(st.none() | st.integers(0, 60).map(lambda days: received + timedelta(days=days)))
	return Closing(received, closed, draw(st.sampled_from(["", "", "", "spam", "duplicate"])))


@given(st.lists(closings(), max_size=30))
def test_drilling_down_always_finds_as_many_rows_as_the_figure_says(records):
	figure = closed_within(records, *WINDOW, TODAY)
	rows = Counter(classify(record, *WINDOW, TODAY) for record in records)
	assert figure.numerator == rows["on_time"]
	assert figure.denominator == rows["on_time"] + rows["late"] + rows["still_open"]
	assert (figure.undecided, figure.left_out) == (rows["undecided"], rows["left_out"])
	assert sum(rows.values()) == len(records)
	naive_rows = Counter(classify_closed(record, *WINDOW) for record in records)
	assert closed_in_window(records, *WINDOW).numerator == naive_rows["on_time"]


def test_response_times_show_median_and_ninetieth_percentile_as_a_spreadsheet_does():
	assert spread([1, 2, 3, 4, 10]) == (3, pytest.approx(7.6), 5)
	assert spread(range(1, 12)) == (6, 10, 11)


def test_few_response_times_are_shown_for_what_they_are():
	assert spread([]) == (None, None, 0)
	assert spread([7]) == (7, 7, 1)


def test_the_average_rating_counts_only_those_who_rated():
	assert average_rating([5, None, 2, 5]) == (4.0, 3)
	assert average_rating([5, 0, None]) == (2.5, 2)
	assert average_rating([None]) == (None, 0)
