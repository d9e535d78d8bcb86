"""Reads what gateways call us with."""

import hashlib

from cfm_app.integrations.base.types import RawRequest


def first(pairs: tuple[tuple[str, str], ...], name: str) -> str:
	"""Return the first value of a name, "" when it is not there."""
	return next((value for key, value in pairs if key == name), "")


def fingerprint(request: RawRequest) -> str:
	"""Return what stands for a message that came without an id: the same call repeated has the same one."""
	sent_at = request.headers.get("x-kannel-time", "") + request.headers.get("x-kannel-from", "")
	told = "\n".join((request.method, request.target, sent_at)).encode() + request.body
	return hashlib.sha256(told).hexdigest()
