"""Says that a message may not go just now, though nothing forbids it."""

from datetime import datetime


class NotNow(Exception):
	"""It goes on waiting: until `until`, or until whatever `code` names is over. No attempt is counted."""

	def __init__(self, code: str, until: datetime | None = None):
		super().__init__(code)
		self.code, self.until = code, until
