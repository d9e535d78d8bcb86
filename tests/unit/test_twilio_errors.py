"""What Twilio's answers and failures mean: what is tried again, what waits, what never."""

import ssl
from itertools import pairwise

import pytest
from requests import exceptions
from urllib3 import exceptions as urllib3

from cfm_app.integrations.base import errors as base
from cfm_app.integrations.twilio import errors, media


def kind(status, code=None, may_repeat=False):
	return type(errors.from_answer(status, code, "", may_repeat))


@pytest.mark.parametrize(
	"status, code, expected",
	[
		(429, 20429, base.Throttled),
		(429, None, base.Throttled),
		(400, 63017, base.Throttled),
		(400, 63018, base.Throttled),
		(400, 30001, base.Throttled),
		(400, 21611, base.Throttled),
		(400, 30022, base.Throttled),
		(401, 20003, base.ConfigBroken),
		(401, None, base.ConfigBroken),
		(403, None, base.ConfigBroken),
		(400, 21606, base.ConfigBroken),
		(400, 30002, base.ConfigBroken),
		(400, 21610, base.OptedOut),
		(400, 63016, base.WindowClosed),
		(400, 21408, base.Permanent),
		(403, 21408, base.Permanent),
		(400, 21215, base.Permanent),
		(400, 13227, base.Permanent),
		(400, 21617, base.Permanent),
		(400, 21620, base.Permanent),
		(400, 63019, base.Permanent),
		(400, 63021, base.Permanent),
		(400, 63027, base.Permanent),
		(400, 99999, base.Permanent),
		(404, 20404, base.ConfigBroken),
		(404, None, base.ConfigBroken),
		(302, None, base.Transient),
		(500, None, base.Ambiguous),
		(503, 20503, base.Ambiguous),
		(408, None, base.Ambiguous),
	],
)
def test_a_refusal_of_a_message(status, code, expected):
	assert kind(status, code) is expected


@pytest.mark.parametrize("code", [21211, 21612, 21614, 30005, 30006, 63003, 63024])
def test_some_addresses_cannot_be_reached_at_all(code):
	assert errors.from_answer(400, code, "", False).unreachable
	assert not errors.from_answer(400, 21617, "", False).unreachable


def test_reading_and_deleting_may_be_tried_again():
	assert kind(503, None, may_repeat=True) is base.Transient
	assert kind(409, 20009, may_repeat=True) is base.Transient
	assert kind(404, 20404, may_repeat=True) is base.Permanent


@pytest.mark.parametrize(
	"header, expected",
	[
		("7", 7),
		("0", 1),
		("", 1),
		("-5", 1),
		("2.5", 2.5),
		("nan", 1),
		("inf", 3600),
		("tomorrow", 1),
		("99999", 3600),
	],
)
def test_how_long_to_wait(header, expected):
	assert errors.from_answer(429, 20429, header, False).retry_after == expected


def refused():
	reason = urllib3.NewConnectionError(None, "refused")
	return caused(exceptions.ConnectionError("x"), urllib3.MaxRetryError(None, "/", reason), reason)


def caused(*chain):
	for outer, inner in pairwise(chain):
		outer.__cause__ = inner
	return chain[0]


@pytest.mark.parametrize(
	"failure, code, expected",
	[
		(refused(), "not_connected", base.Transient),
		(exceptions.ConnectTimeout("x"), "not_connected", base.Transient),
		(caused(exceptions.SSLError("x"), ssl.SSLCertVerificationError()), "tls", base.Transient),
		(caused(exceptions.SSLError("x"), ssl.SSLEOFError()), "broken_off", base.Ambiguous),
		(exceptions.ReadTimeout("x"), "no_answer", base.Ambiguous),
		(exceptions.ConnectionError("aborted"), "broken_off", base.Ambiguous),
		(exceptions.ChunkedEncodingError("x"), "broken_off", base.Ambiguous),
		(ValueError("no JSON"), "unreadable_answer", base.Ambiguous),
	],
)
def test_a_call_without_an_answer(failure, code, expected):
	found = errors.from_failure(failure, may_repeat=False)
	assert (type(found), found.code) == (expected, code)
	assert type(errors.from_failure(failure, may_repeat=True)) is base.Transient


@pytest.mark.parametrize(
	"code, expected",
	[
		("30003", "soft"),
		("30008", "soft"),
		("30410", "soft"),
		("30005", "unreachable"),
		("30006", "unreachable"),
		("63024", "unreachable"),
		("21610", "opted_out"),
		("30004", "filtered"),
		("30007", "filtered"),
		("63049", "filtered"),
		("30002", "config"),
		("63016", ""),
		("", ""),
		("x", ""),
	],
)
def test_what_an_error_in_a_report_means(code, expected):
	assert errors.fate(code) == expected


ACCOUNT, MESSAGE, MEDIA = "AC" + "a" * 32, "MM" + "b" * 32, "ME" + "c" * 32
HOSTS = {"api.twilio.com", "api.dublin.ie1.twilio.com"}
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}"


@pytest.mark.parametrize("host", sorted(HOSTS))
def test_an_attachment_at_twilio(host):
	assert media.media_sid(f"https://{host}{PATH}", ACCOUNT, MESSAGE, HOSTS) == MEDIA


@pytest.mark.parametrize(
	"url",
	[
		"http://169.254.169.254/latest/meta-data",
		f"http://api.twilio.com{PATH}",
		f"https://api.twilio.com.evil.tld{PATH}",
		f"https://apiXtwilio.com{PATH}",
		f"https://user@api.twilio.com{PATH}",
		f"https://api.twilio.com@evil.tld{PATH}",
		f"https://api.twilio.com:8443{PATH}",
		f"https://api.twilio.com{PATH}?x=1",
		f"https://api.twilio.com{PATH}#x",
		f"https://api.twilio.com{PATH}/../../x",
		f"https://api.twilio.com{PATH}\n",
		f"https://api.twilio.com\\{PATH}",
		f"https://api.twilio.com{PATH.replace(ACCOUNT, 'AC' + 'd' * 32)}",
		f"https://api.twilio.com{PATH.replace(MESSAGE, 'MM' + 'd' * 32)}",
		f"https://api.twilio.com{PATH.replace(MEDIA, 'ME1')}",
		f"HTTPS://API.TWILIO.COM{PATH}",
		"",
	],
)
def test_an_address_that_is_not_exactly_twilios_is_never_asked(url):
	assert media.media_sid(url, ACCOUNT, MESSAGE, HOSTS) == ""


def test_without_an_account_no_address_is_ours():
	assert media.media_sid(f"https://api.twilio.com{PATH.replace(ACCOUNT, '')}", "", MESSAGE, HOSTS) == ""
