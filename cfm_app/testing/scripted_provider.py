"""A provider that does what a test tells it to, and remembers what it took."""

from contextlib import contextmanager
from typing import ClassVar
from unittest.mock import patch

from cfm_app.integrations import registry
from cfm_app.integrations.base.errors import SendError
from cfm_app.integrations.base.provider import MessagingProvider
from cfm_app.integrations.base.types import Capabilities, SendResult, StatusEvent

CODES = {
	"soft-1": "soft",
	"gone-1": "unreachable",
	"stop-1": "opted_out",
	"spam-1": "filtered",
	"keys-1": "config",
}


class ScriptedProvider(MessagingProvider):
	"""`script` holds what the next calls do: an error to raise, or (error, "taken") to take the message and then raise.

	A callable is called with the message first. With an empty script everything is taken. `taken` is [(message name,
	id at the provider, OutboundMessage)].
	"""

	title = "Scripted provider"
	script: ClassVar[list] = []
	taken: ClassVar[list] = []
	calls: ClassVar[list] = []
	looked_up: ClassVar[list] = []
	asked: ClassVar[list] = []
	abilities: ClassVar[list] = [Capabilities(delivery_reports=True, finds_messages=True)]

	def capabilities(self, kind):
		return self.abilities[0]

	def authenticate(self, request, base_urls):
		return None

	def parse(self, request, line, what):
		return []

	def classify(self, error_code):
		return CODES.get(error_code, "")

	def send(self, message, line):
		self.calls.append(message)
		step = self.script.pop(0) if self.script else None
		if callable(step):
			step = step(message)
		fault, was_taken = step if isinstance(step, tuple) else (step, not step)
		if was_taken:
			self.taken.append((message.name, f"ref-{len(self.taken) + 1}", message))
		if fault:
			raise fault
		return SendResult(self.taken[-1][1], segments=1)

	def find(self, message, line, since):
		self.looked_up.append(message.name)
		step = self.script.pop(0) if self.script and isinstance(self.script[0], SendError) else None
		if step:
			raise step
		refs = [ref for name, ref, _message in self.taken if name == message.name]
		return SendResult(refs[-1], "Sent") if refs else None

	def fetch_status(self, provider_ref):
		self.asked.append(provider_ref)
		step = self.script.pop(0) if self.script else "Accepted"
		if isinstance(step, SendError):
			raise step
		return StatusEvent(f"{provider_ref}:{step}", provider_ref, step.lower(), step) if step else None

	@classmethod
	def times_taken(cls, name: str) -> int:
		"""Return how often the provider took the message of this name."""
		return sum(1 for taken, _ref, _message in cls.taken if taken == name)


@contextmanager
def on_duty(**abilities):
	"""Inside the block every account is one at the scripted provider, in all threads."""
	for memory in (ScriptedProvider.script, ScriptedProvider.taken, ScriptedProvider.calls):
		memory.clear()
	ScriptedProvider.looked_up.clear()
	ScriptedProvider.asked.clear()
	able = {"delivery_reports": True, "finds_messages": True, **abilities}
	ScriptedProvider.abilities[0] = Capabilities(**able)
	with patch.object(registry, "provider_class", return_value=ScriptedProvider):
		yield ScriptedProvider
