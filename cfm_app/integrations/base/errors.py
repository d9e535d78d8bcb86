"""Why a message did not go out, in the few kinds that the outbox treats differently."""


class SendError(Exception):
	"""Base of all. `code` is the provider's code or a word of ours; it never holds an address or words of a message."""

	def __init__(self, code: str = ""):
		super().__init__(code)
		self.code = str(code)


class Throttled(SendError):
	"""Too fast. It was not taken; `retry_after` seconds must pass."""

	def __init__(self, code: str = "429", retry_after: float = 0):
		super().__init__(code)
		self.retry_after = retry_after


class Transient(SendError):
	"""It certainly was not taken and may be tried again: refused connection, no name, no TLS."""


class Ambiguous(SendError):
	"""It may have been taken: time-out while reading, connection lost after sending, an error of the server."""


class Permanent(SendError):
	"""It will never be taken. `unreachable`: this address cannot be reached on this channel at all."""

	def __init__(self, code: str = "", unreachable: bool = False):
		super().__init__(code)
		self.unreachable = unreachable


class OptedOut(SendError):
	"""The person has told the provider to stop."""


class WindowClosed(SendError):
	"""The provider takes only approved templates now."""


class ConfigBroken(SendError):
	"""Our account, key or number is wrong or suspended; nothing else will go out either."""


class PolicyBlocked(SendError):
	"""Our own rules forbid it; no call was made. Codes are those of engine/policy.py."""
