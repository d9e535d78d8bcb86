"""How long the inbox tries before it asks a person."""

from datetime import timedelta

import pytest

from cfm_app.rules.arrival_retries import MESSAGE, STATUS, wait_after


@pytest.mark.parametrize(("kind", "attempts"), [(MESSAGE, 6), (STATUS, 6)])
def test_the_waits_grow_and_end(kind, attempts):
	waits = [wait_after(number, kind) for number in range(1, attempts)]
	assert waits == sorted(waits)
	assert wait_after(attempts, kind) is None
	assert wait_after(attempts + 10, kind) is None


def test_a_report_of_an_unknown_message_is_given_up_after_ten_minutes():
	total = sum((wait_after(number, STATUS) for number in range(1, 6)), timedelta())
	assert timedelta(minutes=10) <= total <= timedelta(minutes=11)


def test_a_message_is_tried_for_the_better_part_of_an_hour():
	total = sum((wait_after(number, MESSAGE) for number in range(1, 6)), timedelta())
	assert timedelta(minutes=45) <= total <= timedelta(hours=1)
