"""Leaves work to a worker. Without Redis it waits where it is stored: the job that sweeps there finds it."""

from functools import partial

from redis.exceptions import RedisError

import frappe


def start_soon(method: str, **more) -> None:
	"""Have a worker run this function after the commit. `more` as `hand_over` takes it."""
	frappe.db.after_commit.add(partial(hand_over, method, **more))


def hand_over(method: str, queue: str = "long", job_id: str = "", **more) -> None:
	"""Have a worker run this function; while a job of this id waits or runs, there is no second one.

	`more`: names of records, never content, and `timeout` in seconds. Whoever calls this has a job that sweeps.
	"""
	if job_id:
		more |= {"job_id": job_id, "deduplicate": True}
	try:
		frappe.enqueue(method, queue=queue, **more)
	except RedisError:
		frappe.logger("cfm_app").warning(f"no worker could be reached: {method} waits for the next sweep")
