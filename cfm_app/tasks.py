"""What the scheduler runs. One job that fails is logged and does not stop the others."""

import frappe
from frappe.utils import now_datetime

from cfm_app.confidentiality import (
	access_log,
	data_requests,
	leftovers,
	log_chain,
	published_numbers,
	retention,
	reveal,
	rotation,
)
from cfm_app.directory import bulletins, verification
from cfm_app.handling import clocks, deadlines, escalation, referral_chasers
from cfm_app.integrations.engine import broadcasts, drift, inbox, media, message_retention, outbox
from cfm_app.integrations.twilio import approvals, tokens
from cfm_app.self_check import last_run


def every_five_minutes() -> None:
	"""Climb escalation ladders, mark what is overdue, alert late contacts, chain the access log."""
	for job in (escalation.climb, clocks.mark_overdue, escalation.alert_unclassified, access_log.chain):
		_run(job)
	_run(reveal.look_after)
	_run(referral_chasers.look_after)


def every_minute() -> None:
	"""Send what waits, process what came in and was left, fetch attachments, go on with broadcasts."""
	for job in (media.fetch_due, message_retention.purge_at_once, inbox.sweep, tokens.wipe_expired):
		_run(job)
	_run(broadcasts.go_on)
	_run(outbox.send_due)


def daily() -> None:
	"""Warn of deadlines, tell of breaches, send the weekly digest on its day, tell of what the self-check sees exposed."""
	for job in (deadlines.warn, deadlines.send_digest_if_due, last_run.tell_if_exposed, log_chain.mail_head):
		_run(job)
	_run(rotation.go_on_if_unfinished)
	_run(published_numbers.freeze_settled)
	_run(data_requests.warn)
	_run(retention.run)
	_run(leftovers.remove)
	_run(message_retention.purge)
	_run(approvals.sync_templates)
	_run(drift.look_at_all)
	for job in (
		verification.refresh,
		verification.warn_of_ends,
		verification.tell_of_orphans,
		bulletins.remind,
	):
		_run(job)


def _run(job) -> None:
	try:
		job()
		frappe.db.commit()  # reason: each job stands alone; a later failure must not undo it
	except Exception as error:
		frappe.db.rollback()
		frappe.logger("cfm_app").error(
			f"{job.__module__}.{job.__name__} failed at {now_datetime()}: {type(error).__name__}"
		)
