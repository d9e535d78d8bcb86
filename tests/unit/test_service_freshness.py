"""Whether an entry of the directory can still be trusted."""

from datetime import date, timedelta

import pytest

from cfm_app.rules.service_freshness import (
	asks_for,
	cycle_in_days,
	due_on,
	last_day,
	may_be_suggested,
	standing,
)

VERIFIED = date(2026, 10, 1)


@pytest.mark.parametrize(
	"days, every, grace, expected",
	[
		(0, 30, None, "verified"),
		(29, 30, None, "verified"),
		(30, 30, None, "due"),
		(59, 30, None, "due"),
		(60, 30, None, "stale"),
		(30, 30, 0, "due"),
		(7, 7, 0, "due"),
		(14, 7, 0, "stale"),
		(29, None, None, "verified"),
		(30, None, 7, "due"),
		(37, None, 7, "stale"),
	],
)
def test_an_entry_is_trusted_for_a_cycle_then_due_then_stale(days, every, grace, expected):
	assert standing(VERIFIED, every, grace, VERIFIED + timedelta(days=days)) == expected


def test_what_nobody_has_verified_is_not_suggested():
	assert due_on(None, 30) is None
	assert not may_be_suggested(standing(None, 30, None, VERIFIED))


def test_a_stale_entry_is_not_suggested_a_due_one_is():
	assert [may_be_suggested(word) for word in ("verified", "due", "stale")] == [True, True, False]


@pytest.mark.parametrize(
	"chosen, days",
	[
		(("weekly", "monthly", ""), 7),
		(("", "every two weeks", "weekly"), 14),
		((None, "", "every three months"), 91),
		(("", None, ""), 30),
	],
)
def test_the_nearest_cycle_that_somebody_chose_counts(chosen, days):
	assert cycle_in_days(*chosen) == days


END = date(2026, 12, 31)


@pytest.mark.parametrize(
	"ends, funding, verified, last",
	[
		(None, None, VERIFIED, None),
		(END, None, VERIFIED, END),
		(None, END, VERIFIED, END),
		(END, date(2026, 11, 30), VERIFIED, date(2026, 11, 30)),
		(END, date(2026, 9, 30), VERIFIED, END),
		(None, date(2026, 9, 30), VERIFIED, None),
		(None, END, None, END),
	],
)
def test_a_funding_that_ends_counts_until_somebody_has_made_sure_that_it_goes_on(
	ends, funding, verified, last
):
	assert last_day(ends, funding, verified) == last


@pytest.mark.parametrize(
	"days_to_end, verified_days_ago, reasons",
	[
		(31, 3, []),
		(30, 3, ["ends soon"]),
		(20, 3, []),
		(20, 11, ["ends soon"]),
		(0, 40, ["due", "ends soon"]),
		(-1, 0, ["ended"]),
		(-1, 90, ["stale", "ended"]),
		(100, 30, ["due"]),
	],
)
def test_somebody_is_asked_a_month_before_the_end_and_after_it(days_to_end, verified_days_ago, reasons):
	verified = VERIFIED - timedelta(days=verified_days_ago)
	stands = standing(verified, 30, 0, VERIFIED)
	assert asks_for(stands, VERIFIED + timedelta(days=days_to_end), verified, VERIFIED) == reasons
