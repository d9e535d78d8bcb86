"""Guessing codes stays slow; whoever holds a right one gets in while others attack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules import code_tries as rule

counts = st.integers(0, 10**6)


@given(everywhere=counts)
def test_a_network_without_wrong_codes_never_waits_whatever_happens_elsewhere(everywhere):
	assert not any(rule.must_wait(few, everywhere) for few in range(rule.FREE_TRIES_UNDER_ATTACK))


@given(everywhere=counts)
def test_every_network_waits_after_its_free_tries(everywhere):
	assert rule.must_wait(rule.FREE_TRIES, everywhere)


def test_an_attack_leaves_everybody_fewer_free_tries():
	few = rule.FREE_TRIES_UNDER_ATTACK
	assert not rule.must_wait(few, rule.WRONG_CODES_OF_AN_ATTACK - 1)
	assert rule.must_wait(few, rule.WRONG_CODES_OF_AN_ATTACK)


@given(tries=counts)
def test_the_wait_grows_and_stays_bearable(tries):
	assert 15 <= rule.seconds_to_wait(tries) <= rule.seconds_to_wait(tries + 10) <= 60


def test_the_wait_doubles_with_each_ten_tries():
	assert [rule.seconds_to_wait(tries) for tries in (3, 10, 20, 30, 5000)] == [15, 15, 30, 60, 60]


def test_tries_after_waiting_end_for_one_network_and_for_all():
	assert not rule.is_used_up(119, 999)
	assert rule.is_used_up(120, 0)
	assert rule.is_used_up(0, 1000)


def test_one_code_is_tried_thirty_times_an_hour():
	assert not rule.is_locked(29)
	assert rule.is_locked(30)


@pytest.mark.parametrize(
	("address", "network"),
	[
		("192.0.2.7", "192.0.2.7"),
		(" 192.0.2.7 ", "192.0.2.7"),
		("::ffff:192.0.2.7", "192.0.2.7"),
		("2001:db8:aa:1::1", "20010db800aa"),
		("2001:db8:aa:ffff:1:2:3:4", "20010db800aa"),
		("fe80::1%eth0", "fe8000000000"),
		("", ""),
		("unknown", ""),
		("192.0.2.7:443", ""),
		("<script>", ""),
	],
)
def test_the_addresses_of_one_house_count_as_one(address, network):
	assert rule.network_of(address) == network
