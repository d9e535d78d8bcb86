"""Leaves work to a worker once the transaction has committed. Without Redis the nightly job does it."""

from functools import partial

from redis.exceptions import RedisError

import frappe


def start_soon(method: str, **arguments) -> None:
	"""Have a worker run this function after the commit. `arguments` are names of records, never content."""
	frappe.db.after_commit.add(partial(_enqueue, method, arguments))


def _enqueue(method: str, arguments: dict) -> None:
	try:
		frappe.enqueue(method, queue="long", **arguments)
	except RedisError:
		frappe.logger("cfm_app").warning(f"no worker could be reached: {method} waits for the night")
