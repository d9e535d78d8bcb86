"""Decides how an administrator tells, without code, what a gateway calls its fields.

One line each, `ours = the gateway's`, such as `send.to = msisdn`. Lines that begin with # are remarks. What this app
knows is listed in MEANINGS; a name of the gateway may lead into JSON with dots (`data.0.id`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FORM, JSON = "form", "json"
BASIC, BEARER, FIELDS, HEADER = "basic", "bearer", "fields", "header"
PLUS, DIGITS = "+", "digits"

MEANINGS = (
	"send.as",
	"send.login",
	"send.user",
	"send.password",
	"send.to",
	"send.from",
	"send.text",
	"send.numbers",
	"send.status_url",
	"answer.id",
	"answer.accepted",
	"message.from",
	"message.text",
	"message.id",
	"status.id",
	"status.word",
	"status.sent",
	"status.delivered",
	"status.undelivered",
	"status.failed",
)
FIXED = "send.fixed."
NEEDED = ("send.to", "send.text", "message.from", "message.text", "message.id")
NEEDED_FOR_LOGIN = {FIELDS: ("send.user", "send.password"), HEADER: ("send.password",)}
STATES = {
	"status.sent": "Sent",
	"status.delivered": "Delivered",
	"status.undelivered": "Undelivered",
	"status.failed": "Failed",
}
CHOICES = {
	"send.as": (FORM, JSON),
	"send.login": (BASIC, BEARER, FIELDS, HEADER),
	"send.numbers": (PLUS, DIGITS),
}


@dataclass(frozen=True)
class GatewayFields:
	"""The lines of an administrator, {ours: the gateway's}, and the lines that could not be read."""

	names: Mapping[str, str]
	unreadable: tuple[str, ...] = ()

	def __getitem__(self, meaning: str) -> str:
		"""Return the gateway's name for one of MEANINGS; the first choice or "" where nothing is said."""
		return self.names.get(meaning) or CHOICES.get(meaning, ("",))[0]

	@property
	def fixed(self) -> dict[str, str]:
		"""Return the fields that are sent with the same value each time."""
		return {
			name.removeprefix(FIXED): value for name, value in self.names.items() if name.startswith(FIXED)
		}

	def state(self, word: str) -> str:
		"""Return our state for a gateway's word, "" for one that nobody has told us."""
		said = word.strip().casefold()
		for meaning, state in STATES.items():
			if said and said in (known.strip().casefold() for known in self[meaning].split(",")):
				return state
		return ""

	def missing(self) -> list[str]:
		"""Return which lines are needed and are not there."""
		needed = (*NEEDED, *NEEDED_FOR_LOGIN.get(self["send.login"], ()))
		return [meaning for meaning in needed if not self[meaning]]

	def wrong(self) -> list[str]:
		"""Return the lines whose left side is not known, or whose right side is none of the choices."""
		return [
			*self.unreadable,
			*(
				f"{name} = {value}"
				for name, value in self.names.items()
				if (name not in MEANINGS and not name.startswith(FIXED))
				or (name in CHOICES and value not in CHOICES[name])
			),
		]


def read(text: str | None) -> GatewayFields:
	"""Return what an administrator wrote; nothing is refused here, ask `missing` and `wrong`."""
	names, unreadable = {}, []
	for line in _lines(text):
		ours, equals, theirs = (part.strip() for part in line.partition("="))
		if ours and equals and theirs:
			names[ours] = theirs
		else:
			unreadable.append(line)
	return GatewayFields(names, tuple(unreadable))


def find(answer, name: str) -> str:
	"""Return a value in JSON by its name, through objects and lists (`data.0.id`); "" when it is not there."""
	for step in name.split("."):
		if isinstance(answer, list) and step.isdecimal() and int(step) < len(answer):
			answer = answer[int(step)]
		elif isinstance(answer, dict):
			answer = answer.get(step)
		else:
			return ""
	return str(answer) if isinstance(answer, str | int | float) and not isinstance(answer, bool) else ""


def _lines(text: str | None) -> Iterator[str]:
	for line in (text or "").splitlines():
		if line.strip() and not line.strip().startswith("#"):
			yield line.strip()
