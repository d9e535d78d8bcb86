"""A person asks about her data: the last day for the answer, under each law we work with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.clocks import Calendar
from cfm_app.rules.legal_clocks import (
	TERM_OF_KIND,
	LegalTerm,
	due_on,
	extended_due_on,
	pack_for,
	standing,
)

BOGOTA = Calendar(frozenset({5, 6}), frozenset({date(2026, 3, 23)}), "America/Bogota")
KABUL = Calendar(frozenset({4}), frozenset(), "Asia/Kabul")
ANKARA = Calendar(frozenset({5, 6}), frozenset(), "Europe/Istanbul")
COLOMBIA_ACCESS, COLOMBIA_CLAIM = LegalTerm(10, "working days", 5), LegalTerm(15, "working days", 8)
TURKEY, EUROPE = LegalTerm(30, "days"), LegalTerm(1, "months", 2)


def test_colombia_gives_ten_working_days_and_a_holiday_does_not_count():
	assert due_on(date(2026, 3, 16), COLOMBIA_ACCESS, BOGOTA) == date(2026, 3, 31)


def test_colombia_gives_fifteen_working_days_for_a_claim_and_eight_more():
	first = due_on(date(2026, 5, 4), COLOMBIA_CLAIM, BOGOTA)
	assert first == date(2026, 5, 25)
	assert extended_due_on(first, COLOMBIA_CLAIM, BOGOTA) == date(2026, 6, 4)


def test_a_request_on_a_saturday_counts_from_monday():
	assert due_on(date(2026, 5, 9), LegalTerm(1, "working days"), BOGOTA) == date(2026, 5, 11)


def test_working_days_follow_the_weekend_of_the_place():
	assert due_on(date(2026, 5, 7), LegalTerm(1, "working days"), KABUL) == date(2026, 5, 9)
	assert due_on(date(2026, 5, 7), LegalTerm(1, "working days"), ANKARA) == date(2026, 5, 8)


def test_turkey_gives_thirty_days_and_no_extension():
	due = due_on(date(2026, 1, 30), TURKEY, ANKARA)
	assert due == date(2026, 3, 1)
	with pytest.raises(ValueError):
		extended_due_on(due, TURKEY, ANKARA)


def test_a_month_that_has_no_such_day_ends_on_its_last_one():
	first = due_on(date(2026, 1, 31), EUROPE, ANKARA)
	assert first == date(2026, 2, 28)
	assert extended_due_on(first, EUROPE, ANKARA) == date(2026, 4, 28)


@pytest.mark.parametrize(
	("answered", "today", "expected"),
	[
		(None, date(2026, 3, 10), "on track"),
		(None, date(2026, 3, 17), "due soon"),
		(None, date(2026, 3, 20), "due soon"),
		(None, date(2026, 3, 21), "overdue"),
		(date(2026, 3, 20), date(2026, 4, 1), "answered"),
		(date(2026, 3, 21), date(2026, 4, 1), "answered late"),
	],
)
def test_the_due_day_itself_is_in_time(answered, today, expected):
	assert standing(date(2026, 3, 20), answered, today) == expected


def test_the_country_of_the_place_chooses_the_law_and_the_organisation_has_a_default():
	packs = {"COLOMBIA": frozenset({"CO"}), "EU": frozenset({"NL", "DE"})}
	assert pack_for("NL", packs, "DEFAULT") == "EU"
	assert pack_for("AF", packs, "DEFAULT") == "DEFAULT"
	assert pack_for("", packs, "DEFAULT") == "DEFAULT"


def test_each_kind_of_request_has_a_term():
	assert {TERM_OF_KIND[kind] for kind in ("access", "portability")} == {"access"}
	assert {TERM_OF_KIND[kind] for kind in ("correction", "erasure", "restriction", "objection")} == {"claim"}


@given(
	st.dates(date(2020, 1, 1), date(2035, 12, 31)),
	st.integers(1, 60),
	st.sampled_from(["days", "working days", "months"]),
)
def test_more_time_never_ends_earlier_and_working_days_end_on_one(received, amount, unit):
	due = due_on(received, LegalTerm(amount, unit), BOGOTA)
	assert received < due <= due_on(received, LegalTerm(amount + 1, unit), BOGOTA)
	assert unit != "working days" or BOGOTA.is_working_day(due)
