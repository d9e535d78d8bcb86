"""What passes between the engine and a provider. Plain values: nothing here knows Frappe or a provider."""

from dataclasses import dataclass, field
from datetime import datetime

KINDS = ("SMS", "WhatsApp", "Messenger", "E-mail")


@dataclass(frozen=True)
class Address:
	"""Who is written to or wrote. `kind`: phone, whatsapp, bsuid, messenger, email, withheld.

	`value` is the address alone: E.164 for phone and whatsapp, "TR.1502…" for a business-scoped id, the user's id
	for Messenger, "" for withheld.
	"""

	kind: str
	value: str


@dataclass(frozen=True)
class MediaRef:
	"""An attachment that still lies at the provider. `declared_type` is what the provider says, not to be trusted."""

	position: int
	url: str
	declared_type: str = ""


@dataclass(frozen=True)
class InboundMessage:
	"""A message from a person. `key` is built from signed fields only and is the same on every delivery.

	`opt_out` is "STOP", "START" or "HELP" when the provider has already answered such a word itself; `attached` counts
	attachments that came along and need not be fetched, as those of an e-mail. `is_only_named`: the message came from
	elsewhere and only says that `sender` is to be answered, as the Reply-To of an e-mail does; anybody can write that.
	"""

	key: str
	provider_ref: str
	sender: Address
	text: str
	media: tuple[MediaRef, ...] = ()
	profile_name: str = ""
	opt_out: str = ""
	subject: str = ""
	in_reply_to: tuple[str, ...] = ()
	attached: int = 0
	is_only_named: bool = False


@dataclass(frozen=True)
class StatusEvent:
	"""A report about a message of ours. `message` is our own name if the callback brought one and proved it.

	`status` is the provider's word, `state` ours: Accepted, Sent, Delivered, Read, Failed, Undelivered, Cancelled
	or "" for a word we do not know.
	"""

	key: str
	provider_ref: str
	status: str
	state: str
	message: str = ""
	error_code: str = ""


Event = InboundMessage | StatusEvent


@dataclass(frozen=True)
class AuthResult:
	"""Who signed. `key_id` names the key or token that matched; `notice` says what to tell an administrator."""

	key_id: str
	notice: str = ""


@dataclass(frozen=True)
class RawRequest:
	"""A request as it came in. `target` is the raw path with its query, as the caller wrote and signed it.

	`form` holds (name, value) pairs in order, never stripped; `headers` are keyed in lower case.
	"""

	method: str
	target: str
	content_type: str
	headers: dict[str, str]
	body: bytes
	form: tuple[tuple[str, str], ...]
	query: tuple[tuple[str, str], ...]
	remote_address: str

	def value(self, name: str) -> str:
		"""Return the first value of a form field, "" when it is not there."""
		return next((value for key, value in self.form if key == name), "")


@dataclass(frozen=True)
class Answer:
	"""What a provider wants to hear back."""

	body: str = ""
	mimetype: str = "text/plain"
	status: int = 200


@dataclass(frozen=True)
class OutboundMessage:
	"""A message to send. `name` is our own name of it; `status_url` is where reports are to be sent.

	Outside a messaging window `content_sid` and `content_variables` replace `body`.
	"""

	name: str
	line_address: str
	to: Address
	body: str
	status_url: str = ""
	valid_for_seconds: int = 24 * 3600
	max_price: float | None = None
	messaging_service: str = ""
	content_sid: str = ""
	content_variables: dict[str, str] = field(default_factory=dict)
	attempted_at: datetime | None = None


@dataclass(frozen=True)
class SendResult:
	"""What the provider said when it took a message: its id, our state for it, and parts and price if it tells."""

	provider_ref: str
	state: str = "Accepted"
	status: str = ""
	segments: int | None = None
	price: float | None = None


@dataclass(frozen=True)
class Capabilities:
	"""What a provider can do on one kind of line."""

	receives: bool = True
	sends: bool = True
	delivery_reports: bool = False
	media: bool = False
	templates: bool = False
	window_hours: int = 0
	signed_webhooks: bool = False
	answers_opt_out: bool = False
	finds_messages: bool = False
	tells_status: bool = False
	deletes: bool = False
