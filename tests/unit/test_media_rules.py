"""Which addresses are asked for an attachment, how much of it is taken, and how often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.media_rules import (
	MEGABYTE,
	is_public,
	limit_bytes,
	may_be_redirected_to,
	safe_address,
	seconds_until_next_try,
)


@pytest.mark.parametrize(
	"url",
	(
		"http://files.provider.test/a",
		"https://user@files.provider.test/a",
		"https://user:word@files.provider.test/a",
		"https://@files.provider.test/a",
		"https://files.provider.test:8443/a",
		"https://files.provider.test:99999/a",
		"https:///a",
		"https://[::1/a",
		"https://files.provider.test\\@evil.test/a",
		"ftp://files.provider.test/a",
		"//files.provider.test/a",
		"/a",
		"",
	),
)
def test_an_address_that_is_never_asked(url):
	assert safe_address(url) is None


def test_an_address_that_is():
	assert safe_address("https://files.provider.test/a?signature=b").hostname == "files.provider.test"
	assert safe_address("https://files.provider.test:443/a").path == "/a"


@pytest.mark.parametrize(
	"address",
	(
		"127.0.0.1",
		"10.1.2.3",
		"172.16.0.1",
		"192.168.1.1",
		"169.254.169.254",
		"100.64.0.1",
		"0.0.0.0",
		"255.255.255.255",
		"224.0.0.1",
		"::1",
		"::",
		"fe80::1",
		"fe80::1%eth0",
		"fd00::1",
		"ff02::1",
		"::ffff:127.0.0.1",
		"::ffff:169.254.169.254",
		"64:ff9b::a9fe:a9fe",
		"2002:7f00:0001::",
		"2002:a9fe:a9fe::1",
		"localhost",
		"",
	),
)
def test_an_address_of_this_machine_or_its_network_is_not_public(address):
	assert not is_public(address)


def test_an_address_of_the_internet_is():
	for address in ("1.1.1.1", "54.172.60.0", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::0101:0101"):
		assert is_public(address), address


def test_redirects_stay_with_the_provider():
	known = ("provider-files.test",)
	assert may_be_redirected_to("api.test", "api.test", ())
	assert may_be_redirected_to("cdn.provider-files.test", "api.test", known)
	assert may_be_redirected_to("provider-files.test", "api.test", known)
	for host in (
		"evilprovider-files.test",
		"provider-files.test.evil.test",
		"api.test.evil.test",
		"evil.test",
	):
		assert not may_be_redirected_to(host, "api.test", known), host


def test_limits():
	assert limit_bytes("SMS", 16) == 5 * MEGABYTE
	assert limit_bytes("WhatsApp", 16) == 16 * MEGABYTE
	assert limit_bytes("WhatsApp", 3) == limit_bytes("SMS", 3) == 3 * MEGABYTE
	assert limit_bytes("Messenger", 0) == 5 * MEGABYTE


def test_what_is_not_there_yet_is_asked_for_again_soon_and_three_times():
	assert [seconds_until_next_try("not_found", attempt) for attempt in (1, 2, 3, 4)] == [5, 20, 60, None]


def test_after_other_failures_the_waits_grow_and_end():
	waits = [seconds_until_next_try("unreachable", attempt) for attempt in range(1, 7)]
	assert waits == [60, 300, 1800, 7200, 21600, None]


@given(st.text(max_size=60))
def test_nothing_makes_it_stumble(text):
	safe_address(text)
	safe_address(f"https://{text}")
	assert is_public(text) in (True, False)
