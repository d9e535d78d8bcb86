"""One call to a gateway: short time-outs, no second try, no redirect, and only codes come out when it fails."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field

import requests
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from urllib3.exceptions import NewConnectionError

from cfm_app.integrations.base.errors import Ambiguous, ConfigBroken, SendError, Throttled, Transient
from cfm_app.rules.callers import may_carry_secrets

CONNECT_SECONDS, READ_SECONDS = 3.05, 10
LONGEST_ANSWER = 64 * 1024
SOONEST_AGAIN, LONGEST_WAIT = 1.0, 3600.0
# TLS that ends like this may have ended after the call was written
BROKEN_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
WRONG_ADDRESS = (404, 405, 410)


@dataclass(frozen=True)
class Call:
	"""What a gateway is called with. Nothing secret stands in the address: others write addresses into logs."""

	url: str
	headers: dict[str, str] = field(default_factory=dict)
	data: bytes | dict[str, str] | None = None
	json: dict | None = None
	login: tuple[str, str] | None = None


@dataclass(frozen=True)
class GatewayAnswer:
	"""What a gateway answered: the status of HTTP and the first words of the body."""

	status: int
	text: str


def ask(call: Call) -> GatewayAnswer:
	"""Call a gateway and return its answer, whatever it says. Raises Transient, Ambiguous, Throttled, ConfigBroken.

	429 and what every gateway means alike (wrong address, redirect, failed login) are raised here already.
	"""
	if not may_carry_secrets(call.url):
		raise ConfigBroken("address_not_safe")
	outcome = _outcome(call)
	# raised here and not where it was caught: the library's own error holds the address, headers and words
	if isinstance(outcome, SendError):
		raise outcome
	return outcome


def _outcome(call: Call) -> GatewayAnswer | SendError:
	try:
		with requests.Session() as session:
			session.trust_env = False
			with session.post(
				call.url,
				headers={name: value.encode() for name, value in call.headers.items()},
				data=call.data,
				json=call.json,
				auth=call.login and tuple(part.encode() for part in call.login),
				timeout=(CONNECT_SECONDS, READ_SECONDS),
				allow_redirects=False,
				stream=True,
			) as response:
				return _read(response)
	except RequestException as failure:
		return _failure(failure)


def _read(response: requests.Response) -> GatewayAnswer | SendError:
	status = response.status_code
	if status == 429:
		return Throttled("429", _seconds(response.headers.get("Retry-After", "")))
	if 300 <= status < 400:
		return ConfigBroken("redirected")
	if status == 401 or status in WRONG_ADDRESS:
		return ConfigBroken(str(status))
	body = next(response.iter_content(LONGEST_ANSWER), b"")
	return GatewayAnswer(status, body.decode(errors="replace"))


def _failure(failure: RequestException) -> SendError:
	chain = tuple(_chain(failure))
	if any(isinstance(each, ConnectTimeout | NewConnectionError) for each in chain):
		return Transient("not_connected")
	if isinstance(failure, SSLError) and not any(isinstance(each, BROKEN_OFF) for each in chain):
		return Transient("tls")
	# the library itself could not make a request of what was entered
	if isinstance(failure, ValueError):
		return ConfigBroken("cannot_be_asked")
	return Ambiguous("no_answer")


def _chain(failure: BaseException | None) -> Iterator[BaseException]:
	while failure is not None:
		yield failure
		reason = getattr(failure.args[0], "reason", None) if failure.args else None
		failure = reason if isinstance(reason, BaseException) else failure.__cause__ or failure.__context__


def _seconds(retry_after: str) -> float:
	asked = float(retry_after) if retry_after.strip().isdecimal() else SOONEST_AGAIN
	return min(max(asked, SOONEST_AGAIN), LONGEST_WAIT)
