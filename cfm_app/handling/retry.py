"""Does a whole piece of work once more when the database had to break it off for somebody else's."""

from functools import wraps

import frappe

ATTEMPTS = 3


def again_on_deadlock(work):
	"""Repeat `work`, which begins a transaction of its own, when two people wrote at the same moment."""

	@wraps(work)
	def patient(*args, **kwargs):
		for attempt in range(1, ATTEMPTS + 1):
			try:
				return work(*args, **kwargs)
			except frappe.QueryDeadlockError:
				frappe.db.rollback()
				frappe.local.message_log = []
				if attempt == ATTEMPTS:
					raise

	return patient
