"""Counts what happened lately on the public pages. Without Redis nothing is counted and nobody is turned away.

That choice is safe: a receipt code has 16 random digits, and what is held for review is read by people all the same.
Whoever a number belongs to is kept as a few digits of a keyed hash, so that a flood from countless addresses fills
at most a hundred megabytes of Redis, for at most two hours.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps

from redis.exceptions import RedisError

import frappe
from frappe import _

from cfm_app.confidentiality.sealing import blind_index
from cfm_app.rules.code_tries import network_of

HOUR = 3600
MARK_DIGITS = 5
FIRST, UNDER_WAY, DONE = "first", "under way", "done"
STEP_SECONDS = 60


def count(what: str, whose: str = "", seconds: int = HOUR, many: int = 1) -> int:
	"""Count one (or so many) more and return how many there were before in this span."""
	key = _key(what, whose, seconds)
	try:
		before = frappe.cache.incrby(key, many) - many
		frappe.cache.expire(key, seconds)
		return before
	except RedisError:
		return 0


def limited(what: str, most: Callable[[], int]) -> Callable:
	"""Decorate an endpoint that answers so many times an hour at most, through whichever of the platform's doors.

	Raises RateLimitExceededError. The platform's own limit counts each version of its interface apart, and trusts
	what a visitor says about her address.
	"""

	def decorator(endpoint: Callable) -> Callable:
		@wraps(endpoint)
		def answer(*args, **kwargs):
			if count(what) >= most():
				frappe.throw(_("Too many messages come in at the moment."), frappe.RateLimitExceededError)
			return endpoint(*args, **kwargs)

		return answer

	return decorator


def is_first(what: str, whose: str, seconds: int = HOUR) -> bool:
	"""Whether exactly this one comes for the first time in this span; True without Redis."""
	try:
		return bool(frappe.cache.set(_key_of_one(what, whose), 1, ex=seconds, nx=True))
	except RedisError:
		return True


def begin(what: str, whose: str) -> str:
	"""Begin a step that must not be taken twice. Return FIRST, UNDER_WAY or DONE as it stands; FIRST without Redis.

	It is done once its transaction is committed. What breaks off is forgotten, also when its worker was killed, so
	that nobody who presses once more is told that it is done.
	"""
	key = _key_of_one(what, whose)
	try:
		if frappe.cache.set(key, UNDER_WAY, ex=STEP_SECONDS, nx=True):
			frappe.db.after_commit.add(partial(_finish, key))
			frappe.db.after_rollback.add(partial(_forget, key))
			return FIRST
		return (frappe.cache.get(key) or FIRST.encode()).decode()
	except RedisError:
		return FIRST


def refused(what: str, whose: str) -> None:
	"""Forget that a step was begun: it was refused, and may be taken again from the same page."""
	_forget(_key_of_one(what, whose))


def _finish(key: bytes) -> None:
	with suppress(RedisError):
		frappe.cache.set(key, DONE, ex=HOUR, xx=True)


def _forget(key: bytes) -> None:
	with suppress(RedisError):
		frappe.cache.delete(key)


def give_back(what: str, whose: str = "", seconds: int = HOUR) -> None:
	"""Take back what was counted just now."""
	count(what, whose, seconds, many=-1)


def so_far(what: str, whose: str = "", seconds: int = HOUR) -> int:
	"""Return how many were counted in this span."""
	try:
		return int(frappe.cache.get(_key(what, whose, seconds)) or 0)
	except RedisError:
		return 0


def source() -> str:
	"""Return the visitor's network for `whose`; it is never stored or shown."""
	return network_of(address()) or "unknown"


def address() -> str:
	"""Return the visitor's address; it is never stored or shown.

	Behind a proxy that the settings trust, the one that proxy saw; without that setting nothing a visitor claims
	about her address counts.
	"""
	request = frappe.local.request
	seen = request.remote_addr or ""
	if frappe.get_cached_doc("CFM Settings").trusted_proxy:
		seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or seen
	return seen


def _key_of_one(what: str, whose: str) -> bytes:
	return frappe.cache.make_key(f"cfm_portal:{what}:{blind_index(f'counter {what}', whose)}")


def _key(what: str, whose: str, seconds: int) -> bytes:
	mark = blind_index(f"counter {what}", whose)[:MARK_DIGITS] if whose else "all"
	return frappe.cache.make_key(f"cfm_portal:{what}:{mark}:{int(_now() // seconds)}")


def _now() -> float:
	return time.time()
