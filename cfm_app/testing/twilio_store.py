"""What the double of Twilio keeps, and what it answers: messages, attachments, numbers, services, templates."""

import re
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import format_datetime
from itertools import count

ACCOUNT_SID = "AC" + "a" * 32
MESSAGES = rf"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"
NUMBERS = rf"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers"
FINISHED = ("delivered", "read", "failed", "undelivered", "canceled")
CODE_OF_NUMBER = {"+15005550001": 21211, "+15005550009": 21614, "+15005550010": 21610}


class Refusal(Exception):
	"""Twilio says no: a status of HTTP and its own code."""

	def __init__(self, status: int, code: int = 0):
		super().__init__(f"{status}/{code}")
		self.status = status
		self.code = code


class TwilioStore:
	"""Everything by its id. `now` may be set; `refuse_numbers` are numbers that Twilio refuses, with the code."""

	def __init__(self):
		self.messages: dict[str, dict] = {}
		self.callbacks: dict[str, str] = {}
		self.media: set[tuple[str, str]] = set()
		self.numbers: dict[str, dict] = {}
		self.services: dict[str, dict] = {}
		self.approvals: dict[str, str] = {}
		self.contents: dict[str, dict] = {}
		self.refuse_numbers: dict[str, int] = dict(CODE_OF_NUMBER)
		self.now: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
		self._ids = count(1)
		self._incoming = count(10**6)

	def carry_out(self, method: str, path: str, query, form) -> tuple[int, dict | None]:
		"""Return (status, answer). Raises Refusal."""
		for pattern, methods in self._routes():
			found = re.fullmatch(pattern, path)
			if found and method in methods:
				return methods[method](*found.groups(), **_named(methods[method], query, form))
		raise Refusal(404, 20404)

	def incoming_count(self) -> int:
		"""Return a number that no message has yet."""
		return next(self._incoming)

	def report(self, sid: str, status: str, error_code: int | None) -> dict:
		"""Change the state of a message and return it."""
		self.messages[sid].update({"status": status, "error_code": error_code})
		return self.messages[sid]

	def add_number(self, number: str, sms_url: str = "https://demo.twilio.com/welcome") -> dict:
		"""Give the account a number that still calls somebody else's address."""
		sid = f"PN{next(self._ids):032x}"
		row = {"sid": sid, "account_sid": ACCOUNT_SID, "phone_number": number, "sms_url": sms_url}
		self.numbers[sid] = {**row, "sms_method": "POST", "sms_application_sid": None, "status_callback": ""}
		return self.numbers[sid]

	def add_service(self, sid: str) -> dict:
		"""Give the account a messaging service that leaves the address to its numbers."""
		row = {"sid": sid, "account_sid": ACCOUNT_SID, "friendly_name": "Helpline", "inbound_method": "POST"}
		empty = {"inbound_request_url": None, "status_callback": None, "use_inbound_webhook_on_number": True}
		self.services[sid] = {**row, **empty}
		return self.services[sid]

	def _routes(self) -> list[tuple[str, dict]]:
		return [
			(rf"{MESSAGES}\.json", {"POST": self._create, "GET": self._list}),
			(rf"{MESSAGES}/(\w+)\.json", {"GET": self._fetch, "DELETE": self._delete}),
			(rf"{MESSAGES}/(\w+)/Media/(\w+)\.json", {"DELETE": self._delete_media}),
			(rf"{NUMBERS}\.json", {"GET": self._list_numbers}),
			(rf"{NUMBERS}/(\w+)\.json", {"POST": self._update_number}),
			(r"/v1/Services/(\w+)", {"GET": self._service, "POST": self._update_service}),
			(r"/v1/Content/(\w+)/ApprovalRequests", {"GET": self._approval}),
			(r"/v1/Content/(\w+)", {"GET": self._content}),
		]

	def _create(self, form) -> tuple[int, dict]:
		if form["To"] in self.refuse_numbers:
			raise Refusal(400, self.refuse_numbers[form["To"]])
		sid = f"SM{next(self._ids):032x}"
		moment = format_datetime(self.now())
		message = {
			"sid": sid,
			"account_sid": ACCOUNT_SID,
			"to": form["To"],
			"from": form.get("From"),
			"messaging_service_sid": form.get("MessagingServiceSid"),
			"body": form.get("Body") or "From a template",
			"status": "accepted" if "MessagingServiceSid" in form else "queued",
			"direction": "outbound-api",
			"num_segments": "0" if "MessagingServiceSid" in form else "1",
			"num_media": "0",
			"price": None,
			"price_unit": "USD",
			"error_code": None,
			"date_created": moment,
			"date_updated": moment,
			"date_sent": None,
			"api_version": "2010-04-01",
			"uri": f"{MESSAGES}/{sid}.json",
		}
		self.messages[sid] = message
		self.callbacks[sid] = form.get("StatusCallback", "")
		return 201, message

	def _list(self, query) -> tuple[int, dict]:
		wanted = query.get("To")
		found = [each for each in reversed(self.messages.values()) if wanted in (None, each["to"])]
		return 200, {"messages": found, **_page(f"{MESSAGES}.json", len(found))}

	def _fetch(self, sid: str) -> tuple[int, dict]:
		return 200, _one(self.messages, sid)

	def _delete(self, sid: str) -> tuple[int, None]:
		if _one(self.messages, sid)["status"] not in FINISHED:
			raise Refusal(409, 20009)
		del self.messages[sid]
		return 204, None

	def _delete_media(self, message: str, sid: str) -> tuple[int, None]:
		if (message, sid) not in self.media:
			raise Refusal(404, 20404)
		self.media.remove((message, sid))
		return 204, None

	def _list_numbers(self, query) -> tuple[int, dict]:
		wanted = query.get("PhoneNumber", "")
		found = [each for each in self.numbers.values() if wanted in each["phone_number"]]
		return 200, {"incoming_phone_numbers": found, **_page(f"{NUMBERS}.json", len(found))}

	def _update_number(self, sid: str, form) -> tuple[int, dict]:
		names = {"SmsUrl": "sms_url", "SmsMethod": "sms_method", "SmsApplicationSid": "sms_application_sid"}
		_one(self.numbers, sid).update({names[field]: value for field, value in form.items()})
		return 200, self.numbers[sid]

	def _service(self, sid: str) -> tuple[int, dict]:
		return 200, _one(self.services, sid)

	def _update_service(self, sid: str, form) -> tuple[int, dict]:
		service = _one(self.services, sid)
		names = {"InboundRequestUrl": "inbound_request_url", "StatusCallback": "status_callback"}
		service.update({names[field]: form[field] for field in names if field in form})
		if "UseInboundWebhookOnNumber" in form:
			service["use_inbound_webhook_on_number"] = form["UseInboundWebhookOnNumber"].lower() == "true"
		return 200, service

	def _approval(self, sid: str) -> tuple[int, dict]:
		state = {"status": _one(self.approvals, sid), "name": "received", "category": "UTILITY"}
		return 200, {"sid": sid, "account_sid": ACCOUNT_SID, "whatsapp": state}

	def _content(self, sid: str) -> tuple[int, dict]:
		facts = {"friendly_name": "received", "language": "en", "variables": {}, "url": f"/v1/Content/{sid}"}
		return 200, {"sid": sid, "account_sid": ACCOUNT_SID, "types": _one(self.contents, sid), **facts}


def _one(rows: dict, sid: str):
	if sid not in rows:
		raise Refusal(404, 20404)
	return rows[sid]


def _page(uri: str, number: int) -> dict:
	ends = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri}
	return {**ends, "page": 0, "page_size": 50, "start": 0, "end": max(number - 1, 0)}


def _named(method: Callable, query, form) -> dict:
	names = method.__code__.co_varnames[: method.__code__.co_argcount]
	return {name: value for name, value in {"query": query, "form": form}.items() if name in names}
