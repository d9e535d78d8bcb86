"""Whether an entry of the directory can still be trusted."""

from datetime import date, timedelta

import pytest

from cfm_app.rules.service_freshness import due_on, may_be_suggested, standing

VERIFIED = date(2026, 10, 1)


@pytest.mark.parametrize(
	"days, every, grace, expected",
	[
		(0, 30, None, "verified"),
		(29, 30, None, "verified"),
		(30, 30, None, "due"),
		(59, 30, None, "due"),
		(60, 30, None, "stale"),
		(30, 30, 0, "stale"),
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
