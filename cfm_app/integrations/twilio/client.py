"""The way to Twilio's servers: time-outs, no second try of its own, nothing in a log, and typed errors."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from frappe import _

from cfm_app.integrations.base.errors import ConfigBroken, SendError
from cfm_app.integrations.twilio import errors

CONNECT_SECONDS, READ_SECONDS = 3.05, 10
API_HOST = "api.twilio.com"
ACCOUNT_SID, KEY_SID = re.compile("AC[0-9a-f]{32}"), re.compile("SK[0-9a-f]{32}")
# both become part of a host name that keys are sent to
PLACE = re.compile("[a-z]{2,20}[0-9]{0,2}")

_last = local()


class CarefulHttpClient(TwilioHttpClient):
	"""One connection a call, so that an idle one cannot break off a message that is being handed over."""

	def __init__(self):
		super().__init__(pool_connections=False)
		self.timeout = (CONNECT_SECONDS, READ_SECONDS)

	def request(self, *arguments, **named) -> Response:
		"""Make one call. The library's errors carry no headers, so those of the last answer are kept for this thread."""
		answer = super().request(*arguments, **named)
		_last.headers = answer.headers
		return answer

	def log_request(self, kwargs) -> None:
		"""Keep numbers and words out of the log."""

	def log_response(self, status_code, response) -> None:
		"""Keep numbers and words out of the log."""


def client_of(account) -> Client:
	"""Return Twilio's client for an account. Raises ConfigBroken when its keys are not complete."""
	secret = account.get_password("key_secret", raise_exception=False) if account.key_secret else ""
	if not (account.account_id and account.key_id and secret):
		raise ConfigBroken("no_keys")
	return Client(
		account.key_id,
		secret,
		account_sid=account.account_id,
		region=account.region or None,
		edge=account.edge or None,
		http_client=CarefulHttpClient(),
		environment=_nothing_from_outside(),
	)


def gaps_of(account) -> list[str]:
	"""Return what is wrong with an account as entered, in sentences."""
	places = [place for place in (account.region, account.edge) if place]
	wrong = {
		_("The Account SID begins with AC and has 34 characters."): not ACCOUNT_SID.fullmatch(
			account.account_id or ""
		),
		_("The API key id begins with SK and has 34 characters."): account.key_id
		and not KEY_SID.fullmatch(account.key_id),
		_("Region and edge go together, such as ie1 and dublin: enter both, or neither."): len(places) == 1,
		_("Region and edge have small letters and digits only, such as ie1 and dublin."): not all(
			PLACE.fullmatch(place) for place in places
		),
	}
	return [sentence for sentence, is_wrong in wrong.items() if is_wrong]


def hosts_of(account) -> set[str]:
	"""Return the hosts of the API that this account's attachments may lie at."""
	if not (account.region and account.edge):
		return {API_HOST}
	return {API_HOST, f"api.{account.edge}.{account.region}.twilio.com"}


@contextmanager
def typed_errors(may_repeat: bool = False) -> Iterator[None]:
	"""Turn whatever goes wrong inside into the errors of base/errors.py, without the library's own words."""
	try:
		yield
	except TwilioException as refusal:
		raise _typed(refusal, may_repeat) from None
	except (RequestException, ValueError) as failure:  # a ValueError: the answer was not JSON
		raise errors.from_failure(failure, may_repeat) from None


def _typed(refusal: TwilioException, may_repeat: bool) -> SendError:
	status, code = _status_and_code(refusal)
	if status is None:
		return errors.from_failure(refusal, may_repeat)
	waits = getattr(_last, "headers", {}).get("Retry-After", "")
	return errors.from_answer(status, code, waits, may_repeat)


def _status_and_code(refusal: TwilioException) -> tuple[int | None, int | None]:
	if hasattr(refusal, "status"):
		return refusal.status, refusal.code
	# a list that could not be fetched is told in another way: the answer stands beside the sentence
	answer = next((each for each in refusal.args if isinstance(each, Response)), None)
	return (answer.status_code, _code_in(answer)) if answer else (None, None)


def _code_in(answer: Response) -> int | None:
	try:
		return json.loads(answer.text).get("code")
	except (ValueError, AttributeError):
		return None


def _nothing_from_outside() -> dict[str, str]:
	# an empty one would make the library read the server's environment, where another app may keep its own keys
	return {"TWILIO_ACCOUNT_SID": ""}
