"""Text messages through a gateway of one's own or of a local carrier: Kannel, or one whose fields are named."""

from frappe import _

from cfm_app.integrations.base.errors import ConfigBroken, Transient
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import (
	Answer,
	AuthResult,
	Capabilities,
	Event,
	OutboundMessage,
	RawRequest,
	SendResult,
)
from cfm_app.integrations.http_sms import generic, kannel
from cfm_app.integrations.http_sms.gateway_call import Call, ask
from cfm_app.rules import callers, gateway_fields
from cfm_app.rules.sending_policy import countries

KANNEL, GENERIC = "Kannel", "Generic"
DIALECTS = {KANNEL: kannel, GENERIC: generic}
# Nothing proves who calls: such a line can never sign a person up again.
SMS = Capabilities(delivery_reports=True, signed_webhooks=False)
NOTHING = Capabilities(receives=False, sends=False)


class HttpSmsProvider(MessagingProvider):
	"""One gateway. Its calls are let in by the secret path of a line and the address they come from."""

	title = "Kannel / HTTP"
	methods = ("POST", "GET")

	def capabilities(self, kind: str) -> Capabilities:
		"""Return what a gateway can do: text messages, with reports."""
		return SMS if kind == "SMS" else NOTHING

	def account_gaps(self) -> list[str]:
		"""Return what is wrong with the account as entered."""
		account, fields = self.account, self._fields
		wrong = {
			_("Choose Kannel or a gateway with named fields."): account.preset not in DIALECTS,
			_(
				"The address to send to begins with https://. Without encryption it has to be an address in your own network, such as http://127.0.0.1:13013/cgi-bin/sendsms."
			): not callers.may_carry_secrets(account.send_url or ""),
			_("Name the addresses that the gateway calls from: its calls are not signed."): not (
				account.allowed_addresses or ""
			).strip(),
			_("These are no IP addresses or networks: {0}").format(
				", ".join(callers.not_networks(account.allowed_addresses))
			): bool(callers.not_networks(account.allowed_addresses)),
			_("The list of addresses lets half of the Internet in."): callers.lets_everybody_in(
				account.allowed_addresses
			),
		}
		gaps = [sentence for sentence, is_wrong in wrong.items() if is_wrong]
		return gaps + (_wrong_fields(fields) if account.preset == GENERIC else [])

	def authenticate(self, request: RawRequest, base_urls: tuple[str, ...]) -> AuthResult | None:
		"""Tell whether a call comes from an address of the gateway. Never raises."""
		forwarded_for = request.headers.get("x-forwarded-for", "")
		if not callers.is_true_caller(request.remote_address, forwarded_for):
			return None
		is_known = callers.may_call(request.remote_address, self.account.allowed_addresses)
		return AuthResult("address") if is_known else None

	def parse(self, request: RawRequest, line, what: str) -> list[Event]:
		"""Return the message or the report of a call. Numbers without a country code are read in the line's country."""
		return self._dialect.events_of(request, what, _country_of(line), self._fields)

	def acknowledge(self, events: list[Event]) -> Answer:
		"""Answer with nothing: Kannel would send words on to the person, and repeats a call answered with 204."""
		return Answer("", "text/plain", 200)

	def send(self, message: OutboundMessage, line) -> SendResult:
		"""Send one message now."""
		return self._dialect.result_of(ask(self._call("call_of", message)), self._fields)

	def check(self, lines: list, hook_urls: dict[str, dict[str, str]]) -> list[str]:
		"""Ask the gateway whether it knows us, without sending anything. What it calls can only be seen there."""
		answer = ask(self._call("test_call"))
		if answer.status == 403:
			raise ConfigBroken("login_refused")
		if answer.status >= 500:
			raise Transient(str(answer.status))
		found = []
		for line in lines:
			if not hook_urls[line.name]["message"]:
				found.append(_("{0}: the public address of this site is not set.").format(line.title))
			elif line.receives and not line.last_in_on:
				found.append(
					_("{0}: nothing has come in yet. Enter its address at the gateway.").format(line.title)
				)
		return found

	def instructions(self, line, urls: dict[str, str]) -> str:
		"""Return the group for Kannel's configuration; the addresses alone will do for other gateways."""
		return (
			kannel.instructions(urls["message"]) if self.account.preset == KANNEL and urls["message"] else ""
		)

	@property
	def _dialect(self):
		return DIALECTS.get(self.account.preset, kannel)

	@property
	def _fields(self) -> gateway_fields.GatewayFields:
		return gateway_fields.read(self.account.gateway_fields)

	def _call(self, which: str, *message) -> Call:
		account = self.account
		password = account.get_password("password", raise_exception=False) if account.password else ""
		if not (account.send_url and password):
			raise ConfigBroken("no_keys")
		make = getattr(self._dialect, which)
		return make(*message, account.send_url, account.username or "", password, self._fields)


def _wrong_fields(fields: gateway_fields.GatewayFields) -> list[str]:
	gaps = []
	if fields.missing():
		gaps.append(_("Name these fields of the gateway, too: {0}").format(", ".join(fields.missing())))
	if fields.wrong():
		gaps.append(_("These lines cannot be used: {0}").format(", ".join(fields.wrong())))
	return gaps


def _country_of(line) -> str | None:
	listed = countries(line.countries)
	return next(iter(listed)) if len(listed) == 1 else None
