"""Thirty records, one look: the emergency first, then what is due first, then what waits longest."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from cfm_app.rules.queue import bucket, sort_key

NOW = datetime(2026, 10, 7, 21, 0, tzinfo=timezone.utc)
BOGOTA = "America/Bogota"


def test_the_emergency_comes_first_then_the_earliest_due_then_the_oldest():
	hour = timedelta(hours=1)
	in_order = [
		(1, NOW + 90 * hour, NOW),
		(1, None, NOW),
		(4, NOW - hour, NOW),
		(4, NOW + hour, NOW - 9 * hour),
		(4, NOW + hour, NOW - hour),
		(4, None, NOW - 99 * hour),
	]
	assert sorted(reversed(in_order), key=lambda item: sort_key(*item)) == in_order


@pytest.mark.parametrize(
	("due", "heading"),
	[
		(None, "later"),
		((2026, 10, 7, 15, 59), "overdue"),
		((2026, 10, 7, 16, 0), "today"),
		((2026, 10, 7, 23, 59), "today"),
		((2026, 10, 8, 0, 0), "week"),
		((2026, 10, 14, 23, 0), "week"),
		((2026, 10, 15, 0, 0), "later"),
	],
)
def test_each_item_stands_under_the_heading_of_its_local_day(due, heading):
	moment = due and datetime(*due, tzinfo=ZoneInfo(BOGOTA))
	assert bucket(moment, NOW, BOGOTA) == heading
