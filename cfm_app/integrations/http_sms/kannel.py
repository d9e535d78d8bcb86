"""How Kannel is spoken to: sendsms with everything in headers and body, reports by `%d`, messages in by post-url.

https://www.kannel.org/download/1.4.5/userguide-1.4.5/userguide.html (chapters "Using HTTP interface" and "SMS services").
Kannel also knows a GET with the password, the number and the words in the address; servers write addresses into logs.
"""

from urllib.parse import parse_qsl, urlsplit

from cfm_app.integrations.base.errors import Ambiguous, ConfigBroken, Permanent, Transient
from cfm_app.integrations.base.types import (
	InboundMessage,
	OutboundMessage,
	RawRequest,
	SendResult,
	StatusEvent,
)
from cfm_app.integrations.http_sms.calls_in import fingerprint, first
from cfm_app.integrations.http_sms.gateway_call import Call, GatewayAnswer
from cfm_app.rules.addresses import phone_sender
from cfm_app.rules.segments import UCS2, count

# delivered, not delivered, waiting at the carrier, taken by the carrier, refused by the carrier
STATES = {"1": "Delivered", "2": "Undelivered", "4": "Accepted", "8": "Sent", "16": "Failed"}
ALL_REPORTS = str(1 + 2 + 4 + 8 + 16)
TAKEN = ("0:", "3:")
NOT_ROUTABLE, DENIED_LOGIN, DENIED_NUMBER = "Not routable", "Authorization failed", "denied by"


def call_of(message: OutboundMessage, url: str, username: str, password: str, fields=None) -> Call:
	"""Return the call that sends a message. Kannel adds the kind of report to our address itself."""
	headers = {
		"Content-Type": 'text/plain; charset="UTF-8"',
		"X-Kannel-Username": username,
		"X-Kannel-Password": password,
		"X-Kannel-To": message.to.value,
		"X-Kannel-From": message.line_address,
		"X-Kannel-Validity": str(max(message.valid_for_seconds // 60, 1)),
	}
	if count(message.body).encoding == UCS2:
		headers["X-Kannel-Coding"] = "2"
	if message.status_url:
		headers["X-Kannel-DLR-Mask"] = ALL_REPORTS
		headers["X-Kannel-DLR-Url"] = f"{message.status_url}?state=%d"
	return Call(_sendsms(url), headers, message.body.encode())


def test_call(url: str, username: str, password: str, fields=None) -> Call:
	"""Return a call that asks whether the login is right and sends nothing: it names nobody to send to."""
	headers = {"X-Kannel-Username": username, "X-Kannel-Password": password}
	return Call(_sendsms(url), {"Content-Type": 'text/plain; charset="UTF-8"', **headers}, b"test")


def result_of(answer: GatewayAnswer, fields=None) -> SendResult:
	"""Return that a message was taken. Kannel gives no id: its reports come to an address of the message's own.

	Raises Transient, Permanent, ConfigBroken, or Ambiguous for an answer that says neither.
	"""
	words = answer.text.strip()
	if answer.status in (200, 202) and words.startswith(TAKEN):
		return SendResult("", "Accepted", words[:1])
	raise _refusal(answer.status, words)


def events_of(request: RawRequest, what: str, region: str | None, fields=None) -> list:
	"""Return the message or the report of a call; none for a call that says nothing."""
	return _reports(request) if what == "status" else _messages(request, region)


def instructions(message_url: str) -> str:
	"""Return the group that lets Kannel bring messages: once each, with nothing of the person in an address."""
	return "\n".join(
		(
			"group = sms-service",
			"keyword = default",
			"catch-all = true",
			f'post-url = "{message_url}?id=%I"',
			"send-sender = true",
			"max-messages = 0",
		)
	)


def _sendsms(url: str) -> str:
	"""Return the address as Kannel knows it: to it, one with a slash behind is another one, and not there."""
	return url.rstrip("/")


def _refusal(status: int, words: str) -> Exception:
	if NOT_ROUTABLE in words or DENIED_NUMBER in words:
		return Permanent("not_routable")
	if status == 403 or DENIED_LOGIN in words:
		return ConfigBroken("login_refused")
	if status == 503:
		return Transient("503")
	return Permanent(str(status)) if 400 <= status < 500 else Ambiguous(str(status))


def _reports(request: RawRequest) -> list[StatusEvent]:
	state = first(request.query, "state")
	if not state.isdecimal():
		return []
	message = urlsplit(request.target).path.rpartition("/")[2]
	return [StatusEvent(f"{message}:{state}", "", state, STATES.get(state, ""))]


def _messages(request: RawRequest, region: str | None) -> list[InboundMessage]:
	"""Read post-url (words in the body, number in a header) or get-url (both in the address)."""
	id = first(request.query, "id") or fingerprint(request)
	if request.method == "POST":
		sender, text = request.headers.get("x-kannel-from", ""), _body(request)
	else:
		sender, text = first(request.query, "from"), _text_in_address(request)
	return [InboundMessage(id, id, phone_sender(sender, region), text)]


def _body(request: RawRequest) -> str:
	return _words(request.body, "utf-16be" in request.content_type.lower())


def _text_in_address(request: RawRequest) -> str:
	"""Return `text=%b`: with `coding=%c` of 2 its bytes are no UTF-8, and only the raw address still has them."""
	pairs = parse_qsl(urlsplit(request.target).query, keep_blank_values=True, encoding="latin-1")
	return _words(first(tuple(pairs), "text").encode("latin-1"), first(request.query, "coding") == "2")


def _words(body: bytes, is_ucs2: bool) -> str:
	return body.decode("utf-16-be" if is_ucs2 else "utf-8", errors="replace")
