"""What strangers may see of the directory."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import public_directory as rules
from cfm_app.rules.public_directory import AgeLimit

TODAY = date(2026, 11, 22)
PATHS = st.lists(st.sampled_from(["01", "02", "0A", "ZZ"]), max_size=6).map("".join)


@given(PATHS)
def test_of_a_hidden_place_nothing_below_the_second_step_is_named(path):
	shown = rules.shown_path(path)
	assert path.startswith(shown)
	assert len(shown) <= 4


@pytest.mark.parametrize(
	("hidden_type", "sites", "secret"),
	[
		(True, [], True),
		(True, [False], True),
		(False, [True, True], True),
		(False, [True, False], False),
		(False, [], False),
	],
)
def test_an_entry_is_secret_when_nobody_may_know_any_place_of_it(hidden_type, sites, secret):
	assert rules.is_secret(hidden_type, sites) is secret


@pytest.mark.parametrize(
	("standing", "shown"), [("verified", True), ("due", True), ("stale", False), ("never verified", False)]
)
def test_nobody_is_sent_to_an_address_that_nobody_has_verified_in_time(standing, shown):
	assert rules.is_shown(standing, None, None, TODAY) is shown


def test_an_entry_shows_from_its_first_day_to_its_last():
	day = timedelta(days=1)
	assert rules.is_shown("verified", TODAY, TODAY, TODAY)
	assert not rules.is_shown("verified", TODAY + day, None, TODAY)
	assert not rules.is_shown("verified", None, TODAY - day, TODAY)


@pytest.mark.parametrize(
	("cost", "free"),
	[
		("Free", True),
		("GRATIS", True),
		("مجّاني", True),
		("Ücretsiz", True),
		("10 TL", False),
		("", False),
		(None, False),
	],
)
def test_free_is_what_says_so(cost, free):
	assert rules.is_free(cost) is free


@pytest.mark.parametrize(
	("who", "for_sex", "ages", "fits"),
	[
		("", "men and boys", AgeLimit(), True),
		(rules.WOMEN, "everybody", AgeLimit(), True),
		(rules.WOMEN, "men and boys", AgeLimit(), False),
		(rules.CHILDREN, "everybody", AgeLimit(18, 0), False),
		(rules.CHILDREN, "everybody", AgeLimit(15, 25), True),
		(rules.OLDER, "everybody", AgeLimit(0, 59), False),
		(rules.OLDER, "everybody", AgeLimit(60, 0), True),
	],
)
def test_for_whom(who, for_sex, ages, fits):
	assert rules.is_for(who, for_sex, ages) is fits


def test_a_language_is_one_of_the_codes_not_a_part_of_one():
	assert rules.speaks("AR", "ar, tr")
	assert not rules.speaks("a", "ar, tr")
	assert not rules.speaks("ar", None)
