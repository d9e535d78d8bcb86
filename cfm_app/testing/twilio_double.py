"""A Twilio on this machine: keeps messages, fails as it is told to, and calls back with real signatures.

Where Twilio's own description of its API is there, every call and every answer is checked against it.
"""

import json
import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from unittest.mock import patch
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from cfm_app.integrations.base.types import RawRequest
from cfm_app.integrations.twilio import client
from cfm_app.testing.twilio_contract import Contract, ContractAnswer, ContractRequest
from cfm_app.testing.twilio_store import ACCOUNT_SID, Refusal, TwilioStore

TOKEN = "0123456789abcdef" * 2
KEY_ID, KEY_SECRET = "SK" + "b" * 32, "c" * 32
HOSTS = ("api.twilio.com", "messaging.twilio.com", "content.twilio.com", "api.dublin.ie1.twilio.com")
FORM = "application/x-www-form-urlencoded"
PATIENCE_IN_TESTS = (2, 0.5)
NOT_LISTENING = "http://127.0.0.1:9"
NO_SUCH_HOST = "http://no-such-host.invalid"


@dataclass(frozen=True)
class Fault:
	"""What goes wrong with the next call.

	`kind`: answer (with `status`, `code` and `retry_after`), hang, reset, not_json, refused, no_name or no_tls. `taken`:
	the call is carried out all the same, as when only the answer is lost.
	"""

	kind: str = "answer"
	status: int = 500
	code: int = 0
	retry_after: str = ""
	taken: bool = False


class LeftTheMachine(AssertionError):
	"""A test would have called somebody outside."""


class TwilioDouble:
	"""Start it with `twilio_double()`. `token` signs what it sends to us; `calls` are all calls that came, as "POST path"."""

	def __init__(self, contract: Contract | None = None):
		self.contract = contract
		self.store = TwilioStore()
		self.faults: deque[Fault] = deque()
		self.calls: list[str] = []
		self.broken_rules: list[str] = []
		self.token = TOKEN
		self.released = Event()
		logging.getLogger("werkzeug").setLevel(logging.ERROR)
		self._server = make_server("127.0.0.1", 0, self._answer, threaded=True)

	@property
	def address(self) -> str:
		return f"http://127.0.0.1:{self._server.server_port}"

	@property
	def messages(self) -> list[dict]:
		"""Every message that was taken, the oldest first."""
		return list(self.store.messages.values())

	@contextmanager
	def running(self) -> Iterator["TwilioDouble"]:
		"""Serve until the with block ends."""
		thread = Thread(target=self._server.serve_forever, daemon=True)
		thread.start()
		try:
			yield self
		finally:
			self.released.set()
			self._server.shutdown()
			thread.join()
			self._server.server_close()

	def fail(self, *faults: Fault) -> None:
		"""Let the next calls fail, one after the other."""
		self.faults.extend(faults)

	def report(self, sid: str, status: str, error_code: int | None = None) -> RawRequest:
		"""Change the state of a message; return the signed call that tells us."""
		message = self.store.report(sid, status, error_code)
		fields = {
			"MessageSid": sid,
			"MessageStatus": status,
			"AccountSid": ACCOUNT_SID,
			"To": message["to"],
			"From": message["from"] or "",
			"ApiVersion": "2010-04-01",
		}
		if error_code:
			fields["ErrorCode"] = str(error_code)
		return self.signed(self.store.callbacks[sid], fields)

	def incoming(self, url: str, **fields: str) -> RawRequest:
		"""Return the signed call that brings us a message of a person."""
		number = len(self.store.messages) + self.store.incoming_count()
		known = {
			"MessageSid": f"SM{number:032x}",
			"AccountSid": ACCOUNT_SID,
			"From": "+905321234567",
			"To": "+18005550100",
			"Body": "The water point is dry.",
			"NumMedia": "0",
			"ApiVersion": "2010-04-01",
		}
		return self.signed(url, {**known, **fields})

	def signed(self, url: str, fields: dict[str, str]) -> RawRequest:
		"""Return a call as Twilio makes it: the part behind "#" is for Twilio itself and is not called."""
		bare = url.partition("#")[0]
		headers = {"x-twilio-signature": RequestValidator(self.token).compute_signature(bare, fields)}
		return call_of(bare, tuple(fields.items()), headers)

	def _answer(self, environ, start_response):
		request = Request(environ)
		body = request.get_data(cache=True)
		self.calls.append(f"{request.method} {request.path}")
		fault = self.faults.popleft() if self.faults else None
		asked = self._checked(request, body)
		response = self._response(request) if fault is None or fault.taken else None
		if fault:
			response = self._failing(fault, environ)
		elif asked:
			self._check_answer(asked, response)
		return response(environ, start_response)

	def _response(self, request: Request) -> Response:
		wanted = (KEY_ID, KEY_SECRET)
		if (
			not request.authorization
			or (request.authorization.username, request.authorization.password) != wanted
		):
			return _refused(Refusal(401, 20003))
		try:
			status, found = self.store.carry_out(request.method, request.path, request.args, request.form)
		except Refusal as refusal:
			return _refused(refusal)
		return Response(
			json.dumps(found) if found is not None else "", status, content_type="application/json"
		)

	def _failing(self, fault: Fault, environ) -> Response:
		if fault.kind == "hang":
			self.released.wait()
		if fault.kind == "reset":
			environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
		if fault.kind == "not_json":
			return Response("<html>Sign in to the hotel's network</html>", 200, content_type="text/html")
		return _refused(Refusal(fault.status, fault.code), fault.retry_after)

	def _checked(self, request: Request, body: bytes) -> ContractRequest | None:
		if not self.contract:
			return None
		asked = ContractRequest(
			f"{request.host.partition('.')[0]}.twilio.com",  # whatever its region
			request.path,
			request.method,
			body,
			FORM if body else "",
			request.headers,
			request.args,
		)
		with self._noted():
			self.contract.check_request(asked)
		return asked

	def _check_answer(self, asked: ContractRequest, response: Response) -> None:
		if response.status_code < 400:
			with self._noted():
				self.contract.check_answer(asked, ContractAnswer(response.status_code, response.get_data()))

	@contextmanager
	def _noted(self) -> Iterator[None]:
		# raised in the server's thread it would look like a failure of Twilio
		try:
			yield
		except Exception as broken:
			self.broken_rules.append(f"{type(broken).__name__}: {broken} {broken.__cause__ or ''}")


class HttpClientToDouble(client.CarefulHttpClient):
	"""The app's own HTTP client, with Twilio's hosts on this machine. Any other host is an error of the test."""

	def __init__(self, double: TwilioDouble):
		super().__init__()
		self.double = double
		self.timeout = PATIENCE_IN_TESTS

	def request(self, method, url, *arguments, headers=None, **named):
		"""Make one call to the double."""
		host = urlsplit(url).hostname
		if host not in HOSTS:
			raise LeftTheMachine(host)
		here = url.replace(f"https://{host}", self._way(), 1)
		return super().request(method, here, *arguments, headers={**(headers or {}), "Host": host}, **named)

	def _way(self) -> str:
		kind = self.double.faults[0].kind if self.double.faults else ""
		ways = {
			"refused": NOT_LISTENING,
			"no_name": NO_SUCH_HOST,
			"no_tls": self.double.address.replace("http:", "https:"),
		}
		if kind not in ways:
			return self.double.address
		self.double.faults.popleft()
		return ways[kind]


@contextmanager
def twilio_double(contract: Contract | None = None) -> Iterator[TwilioDouble]:
	"""Run a double that every TwilioProvider made inside the with block talks to."""
	with TwilioDouble(contract).running() as double:
		stand_in = patch.object(client, "CarefulHttpClient", lambda: HttpClientToDouble(double))
		stand_in.start()
		try:
			yield double
		finally:
			stand_in.stop()


def call_of(url: str, form: tuple[tuple[str, str], ...], headers: dict[str, str]) -> RawRequest:
	"""Return a form post to one of our addresses, as the web server hands it to the engine."""
	from urllib.parse import urlencode

	parts = urlsplit(url)
	target = parts.path + (f"?{parts.query}" if parts.query else "")
	body = urlencode(form).encode()
	return RawRequest("POST", target, FORM, headers, body, form, (), "192.0.2.7")


def send_over(post: Callable, call: RawRequest):
	"""Hand such a call to something like WebServer.ask(path, method, data, headers, content_type)."""
	return post(
		call.target, method=call.method, data=call.body, headers=call.headers, content_type=call.content_type
	)


def _refused(refusal: Refusal, retry_after: str = "") -> Response:
	# Twilio quotes what it was sent; nothing of it may be kept
	words = "The number +905321234567 is not valid for CFM-7K2"
	told = {"code": refusal.code or refusal.status, "message": words, "status": refusal.status}
	response = Response(json.dumps(told), refusal.status, content_type="application/json")
	if retry_after:
		response.headers["Retry-After"] = retry_after
	return response
