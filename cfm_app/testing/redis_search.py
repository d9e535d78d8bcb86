"""Searches everything this site has in Redis, cache and queue, as somebody who reads the server's memory would."""

import zlib

import frappe
from frappe.utils.background_jobs import get_redis_conn


def found_in_redis(secrets) -> list[str]:
	"""Return "secret in key" for every secret that stands in a key or a value of this site."""
	hits = []
	for key, content in (*_cached(), *_queued()):
		text = (key + content).decode("utf-8", "replace")
		hits += [f"{secret} in {key.decode('utf-8', 'replace')}" for secret in secrets if secret in text]
	return hits


def _cached():
	prefix = f"{frappe.conf.db_name}|".encode()
	for key in frappe.cache.scan_iter(match=prefix + b"*", count=1000):
		yield key, _content(frappe.cache, key)


def _queued():
	queue = get_redis_conn()
	for key in queue.scan_iter(match="rq:job:*", count=1000):
		if frappe.local.site.encode() in key:
			yield key, _content(queue, key)


def _content(redis, key: bytes) -> bytes:
	kind = redis.type(key).decode()
	parts = {
		"string": lambda: [redis.execute_command("GET", key)],
		"hash": lambda: [part for pair in redis.execute_command("HGETALL", key).items() for part in pair],
		"list": lambda: redis.execute_command("LRANGE", key, 0, -1),
		"set": lambda: redis.execute_command("SMEMBERS", key),
		"zset": lambda: redis.execute_command("ZRANGE", key, 0, -1),
		"stream": lambda: [str(redis.execute_command("XRANGE", key, "-", "+")).encode()],
	}.get(kind, lambda: [])()
	return b"\n".join(_unpacked(part) for part in parts if part)


def _unpacked(part: bytes) -> bytes:
	"""Jobs are compressed."""
	try:
		return zlib.decompress(part)
	except zlib.error:
		return part
