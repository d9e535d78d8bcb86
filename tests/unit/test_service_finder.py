"""Which services an operator is shown for the person on the line, and why the others are not among them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.service_finder import Need, ServiceFacts, find, judge, kilometres
from cfm_app.rules.service_freshness import STALE

TODAY = date(2026, 11, 22)
LEGAL = ServiceFacts("LEGAL-1", "LEGAL.CIVIL", "LEGAL", ("0101",), is_open_now=True)
NEED = Need("LEGAL.CIVIL", area_path="0101")


def names(found):
	return [each.service.name for each in found]


def reasons(service, need=NEED):
	return judge(need, service, TODAY).against


def test_a_fitting_open_service_near_her_comes_first():
	far = replace(LEGAL, name="LEGAL-2", site_paths=("01",), is_open_now=True)
	shut = replace(LEGAL, name="LEGAL-3", is_open_now=False)
	suggested, others = find(NEED, [shut, far, LEGAL], TODAY)
	assert (names(suggested), others) == (["LEGAL-1", "LEGAL-2", "LEGAL-3"], [])


@pytest.mark.parametrize(
	"change, reason",
	[
		({"capacity": "full"}, "full"),
		({"capacity": "suspended"}, "suspended"),
		({"freshness": STALE}, "stale"),
		({"ends_on": date(2026, 11, 21)}, "ended"),
		({"starts_on": date(2026, 11, 23)}, "not_started"),
		({"sexes": frozenset({"MALE"})}, "sex"),
		({"age_from": 40}, "too_young"),
		({"age_to": 30}, "too_old"),
		({"statuses": frozenset({"IDP"})}, "status"),
	],
)
def test_a_service_she_cannot_use_is_shown_below_with_the_reason(change, reason):
	need = replace(NEED, sex="FEMALE", age=35, status="REFUGEE")
	suggested, others = find(need, [replace(LEGAL, **change)], TODAY)
	assert (suggested, others[0].against) == ([], (reason,))


def test_on_its_last_day_and_at_its_age_limits_a_service_is_still_hers():
	service = replace(LEGAL, ends_on=TODAY, starts_on=TODAY, age_from=35, age_to=35)
	assert reasons(service, replace(NEED, age=35)) == ()


def test_what_nobody_asked_her_bars_nothing():
	service = replace(LEGAL, sexes=frozenset({"MALE"}), age_from=60, statuses=frozenset({"IDP"}))
	assert reasons(service) == ()


def test_a_service_without_her_language_or_a_woman_stays_but_stands_further_down():
	need = replace(NEED, languages=frozenset({"ar"}), wants_woman=True)
	mute = replace(LEGAL, name="A", languages=frozenset({"tr"}))
	hers = replace(LEGAL, name="B", languages=frozenset({"ar", "tr"}), female_staff=True)
	suggested, _others = find(need, [mute, hers], TODAY)
	assert names(suggested) == ["B", "A"]
	assert suggested[1].against == ("language", "female_staff")


def test_who_needs_a_ramp_is_not_sent_up_the_stairs():
	need = replace(NEED, access_needs=frozenset({"ramp"}))
	assert reasons(LEGAL, need) == ("accessibility",)
	assert reasons(replace(LEGAL, accessible=frozenset({"ramp"})), need) == ()


def test_another_need_or_another_province_is_not_shown_at_all():
	schooling = replace(LEGAL, service_type="EDU.ENROL")
	hatay = replace(LEGAL, site_paths=("0102",))
	assert find(NEED, [schooling, hatay], TODAY) == ([], [])


def test_a_service_that_serves_her_province_from_elsewhere_is_within_reach():
	remote = replace(LEGAL, site_paths=("0103",), catchment_paths=("0101",))
	assert reasons(remote) == ()


def test_with_a_known_place_the_nearer_of_two_comes_first_and_says_how_far():
	near = replace(LEGAL, name="Z", places=((37.16, 38.80),))
	far = replace(LEGAL, name="A", places=((37.06, 37.38), (36.20, 36.16)))
	suggested, _others = find(replace(NEED, at=(37.15, 38.79)), [far, near], TODAY)
	assert names(suggested) == ["Z", "A"]
	assert suggested[1].distance == pytest.approx(125, abs=3)


def test_the_distance_of_two_cities_is_that_of_the_atlas():
	bogota, medellin = (4.711, -74.072), (6.244, -75.581)
	assert kilometres(bogota, medellin) == pytest.approx(238, abs=3)


flags = st.sampled_from(["open", "limited", "full", "suspended"])
services = st.lists(
	st.builds(
		lambda name, capacity, age_to, fresh: replace(
			LEGAL, name=name, capacity=capacity, age_to=age_to, freshness=fresh
		),
		st.uuids().map(str),
		flags,
		st.one_of(st.none(), st.integers(0, 99)),
		st.sampled_from(["verified", "due", "stale", "never verified"]),
	),
	max_size=12,
)


@given(services, st.integers(0, 99))
def test_every_service_for_the_need_is_shown_once_whatever_speaks_against_it(offered, age):
	suggested, others = find(replace(NEED, age=age), offered, TODAY)
	assert sorted(names(suggested) + names(others)) == sorted(service.name for service in offered)
	assert all(found.usable for found in suggested) and not any(found.usable for found in others)
