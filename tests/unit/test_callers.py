"""An unsigned gateway is known by the address it calls from, and its password goes nowhere unprotected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cfm_app.rules.callers import (
	is_true_caller,
	lets_everybody_in,
	may_call,
	may_carry_secrets,
	not_networks,
)


@pytest.mark.parametrize(
	("address", "networks", "is_let_in"),
	[
		("10.20.0.7", "10.20.0.7", True),
		("10.20.0.7", "192.0.2.0/24\n 10.20.0.0/16 ", True),
		("10.21.0.7", "10.20.0.0/16", False),
		("::ffff:10.20.0.7", "10.20.0.7", True),
		("2001:db8::1", "2001:db8::/48", True),
		("10.20.0.7", "", False),
		("10.20.0.7", None, False),
		("", "10.20.0.7", False),
		("the gateway", "10.20.0.7", False),
		("10.20.0.7", "the gateway\n10.20.0.7", True),
	],
)
def test_only_the_listed_addresses_may_call(address, networks, is_let_in):
	assert may_call(address, networks) is is_let_in


@given(st.text(), st.text())
def test_nothing_that_is_written_breaks_the_door(address, networks):
	assert may_call(address, networks) in (True, False)
	assert lets_everybody_in(networks) in (True, False)
	assert may_carry_secrets(address) in (True, False)
	assert all(wrong in networks for wrong in not_networks(networks))


def test_a_list_that_is_the_whole_internet_is_named():
	assert lets_everybody_in("0.0.0.0/0")
	assert lets_everybody_in("10.0.0.1\n::/0")
	assert not lets_everybody_in("10.0.0.0/8\n2001:db8::/32")
	assert not_networks("10.0.0.0/8\nkannel.local\n300.1.1.1") == ["kannel.local", "300.1.1.1"]


def test_a_proxy_that_is_not_trusted_hides_who_calls():
	"""Behind nginx everybody comes from 127.0.0.1, where Kannel may live, too."""
	assert is_true_caller("127.0.0.1", "")
	assert not is_true_caller("127.0.0.1", "203.0.113.9")
	assert is_true_caller("203.0.113.9", "198.51.100.1, 203.0.113.9")


@pytest.mark.parametrize(
	("url", "is_safe"),
	[
		("https://sms.example.org/send", True),
		("http://127.0.0.1:13013/cgi-bin/sendsms", True),
		("http://localhost:13013/cgi-bin/sendsms", True),
		("http://[::1]:13013/send", True),
		("http://10.8.0.3/send", True),
		("http://sms.example.org/send", False),
		("http://kannel/send", False),
		("http://8.8.8.8/send", False),
		("http://169.254.169.254/latest", False),
		("http://0.0.0.0/send", False),
		("https://user:secret@sms.example.org/send", False),
		("https://sms.example.org/send?password=secret", False),
		("ftp://127.0.0.1/send", False),
		("https://", False),
		("http://127.0.0.1:port/", False),
		("", False),
	],
)
def test_a_password_leaves_encrypted_or_not_at_all(url, is_safe):
	assert may_carry_secrets(url) is is_safe
