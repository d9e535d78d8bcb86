"""Counts what happened lately on the public pages. Without Redis nothing is counted and nobody is turned away."""

import time

from redis.exceptions import RedisError

import frappe

from cfm_app.confidentiality.sealing import blind_index

HOUR = 3600


def count(what: str, whose: str = "", seconds: int = HOUR) -> int:
	"""Count one more and return how many there were before in this span. `whose` is kept as a keyed hash only."""
	key = _key(what, whose, seconds)
	try:
		before = frappe.cache.incr(key) - 1
		frappe.cache.expire(key, seconds)
		return before
	except RedisError:
		return 0


def so_far(what: str, whose: str = "", seconds: int = HOUR) -> int:
	"""Return how many were counted in this span."""
	try:
		return int(frappe.cache.get(_key(what, whose, seconds)) or 0)
	except RedisError:
		return 0


def source() -> str:
	"""Return the visitor's address for `whose`; it is never stored or shown.

	Behind a proxy that the settings trust, the address that proxy saw.
	"""
	request = frappe.local.request
	if frappe.get_cached_doc("CFM Settings").trusted_proxy:
		forwarded = request.headers.get("X-Forwarded-For", "")
		return forwarded.rpartition(",")[2].strip() or request.remote_addr or ""
	return request.remote_addr or ""


def _key(what: str, whose: str, seconds: int) -> bytes:
	mark = blind_index(f"counter {what}", whose) if whose else "all"
	return frappe.cache.make_key(f"cfm_portal:{what}:{mark}:{int(time.time() // seconds)}")
