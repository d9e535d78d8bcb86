"""Tells what an answer or a failure of Twilio means for the outbox. Only codes come out of here, never words or numbers.

Codes: https://www.twilio.com/docs/api/errors
"""

import ssl
from collections.abc import Iterator

from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException, SSLError
from urllib3.exceptions import NewConnectionError

from cfm_app.integrations.base.errors import (
	Ambiguous,
	ConfigBroken,
	OptedOut,
	Permanent,
	SendError,
	Throttled,
	Transient,
	WindowClosed,
)

TOO_FAST = {20429, 21611, 30001, 30022, 63017, 63018}
NOT_ALLOWED_THERE = {21408, 21215, 13227}
OURS_IS_BROKEN = {20003, 20005, 21606, 30002}
STOPPED = {21610}
UNREACHABLE = {21211, 21612, 21614, 30005, 30006, 63003, 63024}
OUTSIDE_THE_WINDOW = {63016}
NOT_FINISHED_YET = {20009}

# of a message that was taken and then was not delivered
SOFT = {30003, 30008, 30410}
FILTERED = {30004, 30007, 63032, 63033, 63049}

NEVER_ARRIVED = {"not_connected", "tls"}
# TLS that ends like this may have ended after the call was written
BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)

SOONEST_AGAIN = 1.0
LONGEST_WAIT = 3600.0


def from_answer(status: int, code: int | None, retry_after: str, may_repeat: bool) -> SendError:
	"""Return the error for an answer that is not a success.

	`status` is of HTTP, `code` Twilio's own if it gave one, `retry_after` the header's value or "". `may_repeat`: asking
	twice does no harm, as with reading and deleting.
	"""
	number = code or status
	if status == 429 or number in TOO_FAST:
		return Throttled(str(number), seconds(retry_after))
	if number in NOT_FINISHED_YET or 300 <= status < 400:
		return Transient(str(number))
	if status >= 500 or status == 408:
		return Transient(str(number)) if may_repeat else Ambiguous(str(number))
	if (
		status == 404 and not may_repeat
	):  # nothing to send to: the account or its region is wrong, not the message
		return ConfigBroken(str(number))
	return _refusal(status, number)


def _refusal(status: int, number: int) -> SendError:
	if number in STOPPED:
		return OptedOut(str(number))
	if number in OUTSIDE_THE_WINDOW:
		return WindowClosed(str(number))
	if number in UNREACHABLE:
		return Permanent(str(number), unreachable=True)
	if number in OURS_IS_BROKEN or (status in (401, 403) and number not in NOT_ALLOWED_THERE):
		return ConfigBroken(str(number))
	return Permanent(str(number))


def from_failure(failure: Exception, may_repeat: bool) -> SendError:
	"""Return the error for a call without a readable answer: it certainly did not arrive, or it was perhaps taken."""
	code = _kind_of(failure)
	return Transient(code) if may_repeat or code in NEVER_ARRIVED else Ambiguous(code)


def fate(code: str) -> str:
	"""Return what an error in a report means: a word of MessagingProvider.classify."""
	number = int(code) if code.isdecimal() else 0
	fates = {
		"soft": SOFT,
		"unreachable": UNREACHABLE,
		"opted_out": STOPPED,
		"filtered": FILTERED,
		"config": OURS_IS_BROKEN,
	}
	return next((word for word, codes in fates.items() if number in codes), "")


def seconds(retry_after: str) -> float:
	"""Return how long to wait: a number of seconds between 1 and an hour. Twilio sends no dates here."""
	try:
		asked = float(retry_after)
	except ValueError:
		return SOONEST_AGAIN
	return min(max(asked, SOONEST_AGAIN), LONGEST_WAIT) if asked == asked else SOONEST_AGAIN


def _kind_of(failure: Exception) -> str:
	chain = tuple(_chain(failure))
	if any(isinstance(each, ConnectTimeout | NewConnectionError) for each in chain):
		return "not_connected"
	if isinstance(failure, SSLError) and not any(isinstance(each, BROKEN_OFF) for each in chain):
		return "tls"
	if isinstance(failure, ReadTimeout):
		return "no_answer"
	return "broken_off" if isinstance(failure, RequestException) else "unreadable_answer"


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
	while failure is not None:
		yield failure
		failure = failure.__cause__ or failure.__context__
