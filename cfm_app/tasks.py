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
from cfm_app.directory import verification
from cfm_app.handling import clocks, deadlines, escalation, referral_chasers
from cfm_app.integrations.engine import drift, message_retention
from cfm_app.integrations.twilio import approvals
from cfm_app.self_check import last_run

EVERY_MINUTE = (
	"cfm_app.integrations.engine.media.fetch_due",
	"cfm_app.integrations.engine.message_retention.purge_at_once",
	"cfm_app.integrations.engine.inbox.sweep",
	"cfm_app.integrations.twilio.tokens.wipe_expired",
	"cfm_app.integrations.engine.broadcasts.go_on",
	"cfm_app.integrations.engine.outbox.send_due",
)


def every_five_minutes() -> None:
	"""Climb escalation ladders, mark what is overdue, alert late contacts, chain the access log."""
	for job in (escalation.climb, clocks.mark_overdue, escalation.alert_unclassified, access_log.chain):
		_run(job)
	_run(reveal.look_after)
	_run(referral_chasers.look_after)


def every_minute() -> None:
	"""Send what waits, process what came in and was left, fetch attachments, go on with broadcasts."""
	for path in EVERY_MINUTE:
		_run(frappe.get_attr(path))


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
	_run(verification.refresh)


def _run(job) -> None:
	try:
		job()
		frappe.db.commit()  # reason: each job stands alone; a later failure must not undo it
	except Exception as error:
		frappe.db.rollback()
		frappe.logger("cfm_app").error(
			f"{job.__module__}.{job.__name__} failed at {now_datetime()}: {type(error).__name__}"
		)
