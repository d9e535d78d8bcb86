"""An attachment lies at a provider, and its address may be a trap. A real server with certificates answers on this machine."""

from time import monotonic
from unittest.mock import patch

import pytest

from cfm_app.integrations.engine import media_fetch
from cfm_app.integrations.engine.media_fetch import FetchFailed, fetch
from cfm_app.rules import media_rules
from cfm_app.testing.media_server import CDN, HOST, in_turn, media_server, says, streams

PHOTO = b"\xff\xd8 a photo \xff\xd9"
KEYS = ("SK1", "secret")
BASIC = "Basic U0sxOnNlY3JldA=="
IS_PUBLIC, ADDRESSES_OF = media_rules.is_public, media_fetch.addresses_of
MOST = 5 * 1024 * 1024
URL = f"https://{HOST}/Media/ME1"


@pytest.fixture(scope="module")
def running():
	with media_server() as server:
		yield server


@pytest.fixture
def server(running):
	running.answers, running.asked, running.sent = {}, [], 0
	return running


def failure(url=URL, **options):
	with pytest.raises(FetchFailed) as caught:
		fetch(url, KEYS, MOST, **options)
	return caught.value.code, caught.value.again


def test_it_comes_with_our_key(server):
	server.answers["/Media/ME1"] = says(200, PHOTO)
	assert fetch(URL, KEYS, MOST) == PHOTO
	assert server.asked == [(HOST, "/Media/ME1", BASIC)]


def test_without_keys_none_are_sent(server):
	server.answers["/Media/ME1"] = says(200, PHOTO)
	assert fetch(URL, None, MOST) == PHOTO
	assert server.asked[0][2] is None


def test_the_key_does_not_follow_to_another_host(server):
	server.answers["/Media/ME1"] = says(307, Location=f"https://{CDN}/x?signature=1")
	server.answers["/x?signature=1"] = says(200, PHOTO)
	assert fetch(URL, KEYS, MOST, ("provider-files.test",)) == PHOTO
	assert server.asked == [(HOST, "/Media/ME1", BASIC), (CDN, "/x?signature=1", None)]


def test_nobody_is_sent_on_to_a_host_that_the_provider_did_not_name(server):
	server.answers["/Media/ME1"] = says(307, Location=f"https://{CDN}/x")
	assert failure() == ("foreign_redirect", False)
	assert len(server.asked) == 1


@pytest.mark.parametrize(
	"target", ("http://{0}/x", "https://user@{0}/x", "https://{0}:8080/x", "file:///etc/passwd")
)
def test_nor_out_of_https(server, target):
	server.answers["/Media/ME1"] = says(302, Location=target.format(HOST))
	assert failure() == ("unsafe_address", False)
	assert len(server.asked) == 1


def test_a_circle_ends_after_two_redirects(server):
	server.answers["/Media/ME1"] = says(302, Location="/Media/ME1")
	assert failure() == ("too_many_redirects", False)
	assert len(server.asked) == 3


def test_a_large_file_without_a_length_is_stopped(server):
	server.answers["/Media/ME1"] = streams(bytes(256 * 1024), 400)
	assert failure() == ("too_large", False)
	assert server.sent < 40 * 1024 * 1024


def test_a_small_length_in_front_of_an_endless_stream_gives_no_more_than_it_says(server):
	def endless(handler):
		handler.send_response(200)
		handler.send_header("Content-Length", "10")
		handler.end_headers()
		for _time in range(100):
			handler.wfile.write(bytes(64 * 1024))

	server.answers["/Media/ME1"] = endless
	assert fetch(URL, KEYS, MOST) == bytes(10)


def test_a_slow_one_is_given_up(server):
	server.answers["/Media/ME1"] = streams(bytes(1024), 200)
	started = monotonic()
	with patch.object(media_fetch, "monotonic", side_effect=lambda: monotonic() + 31 * bool(server.asked)):
		assert failure() == ("too_slow", True)
	assert monotonic() - started < 31


def test_half_a_file_is_not_taken(server):
	server.answers["/Media/ME1"] = says(200, PHOTO, Content_Length=5000)
	assert failure() == ("unreachable", True)


def test_what_is_not_there_yet_may_come(server):
	server.answers["/Media/ME1"] = in_turn(says(404), says(404), says(200, PHOTO))
	assert failure() == ("not_found", True)
	assert failure() == ("not_found", True)
	assert fetch(URL, KEYS, MOST) == PHOTO


def test_an_error_of_the_server_may_pass(server):
	for status in (401, 429, 500, 503):
		server.answers["/Media/ME1"] = says(status)
		assert failure() == (f"status_{status}", True)


def test_a_certificate_of_somebody_else_is_not_believed(server):
	server.answers["/Media/ME1"] = says(200, PHOTO)
	with patch.object(media_fetch, "CERTIFICATES", media_fetch.certifi.where()):
		assert failure() == ("unreachable", True)
	with patch.object(media_fetch, "addresses_of", lambda _host: ["127.0.0.1"]):
		assert failure("https://other.provider.test/Media/ME1") == ("unreachable", True)
	assert server.asked == []


def test_a_host_with_a_private_address_is_never_asked(server):
	for found in (["127.0.0.1"], ["1.1.1.1", "169.254.169.254"], []):
		with (
			patch.object(media_rules, "is_public", IS_PUBLIC),
			patch.object(media_fetch, "addresses_of", lambda _host, found=found: found),
		):
			assert failure() == ("private_address", False)
	assert server.asked == []


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_asked(server):
	server.answers["/Media/ME1"] = says(200, PHOTO)
	answers = [["127.0.0.1"], ["169.254.169.254"]]
	with patch.object(media_fetch, "addresses_of", lambda _host: answers.pop(0)):
		assert fetch(URL, KEYS, MOST) == PHOTO
	assert answers == [["169.254.169.254"]]


def test_a_host_nobody_knows(server):
	assert failure("https://nobody.test/a") == ("unknown_host", True)


def test_names_of_this_machine_lead_nowhere(server):
	with (
		patch.object(media_rules, "is_public", IS_PUBLIC),
		patch.object(media_fetch, "addresses_of", ADDRESSES_OF),
	):
		assert failure("https://127.0.0.1/a") == ("private_address", False)
		assert failure("https://localhost/a") == ("private_address", False)
		assert failure("https://[::1]/a") == ("private_address", False)
