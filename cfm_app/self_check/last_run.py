"""Remembers what the self-check found last (verdicts and counts, never content), and tells when something is exposed."""

import json

import click

import frappe
from frappe import _
from frappe.utils import now_datetime
from frappe.utils.user import get_users_with_role

from cfm_app.rules.self_check import EXPOSED, is_news
from cfm_app.self_check import configuration
from cfm_app.setup.owned import DEFAULTS_OWNER

STORED = "cfm_self_check"
TOLD_ROLES = ("CFM Administrator", "CFM Data Protection Officer", "System Manager")
PAGE = "/app/self-check"


def remember(verdicts: dict[str, str], broken_log_rows: list[int]) -> dict:
	"""Store these verdicts {key of a probe: verdict} beside those of earlier runs. Returns what is stored."""
	before = stored()
	known = before["verdicts"] if before["frappe_version"] == frappe.__version__ else {}
	return _store(
		{
			**before,
			"at": str(now_datetime()),
			"frappe_version": frappe.__version__,
			"verdicts": {**known, **verdicts},
			"broken_log_rows": broken_log_rows[:10],
		}
	)


def stored() -> dict:
	"""Return {at, frappe_version, verdicts, broken_log_rows, told} of the last run; empty values before the first."""
	row = {"parent": DEFAULTS_OWNER, "defkey": STORED}
	found = json.loads(frappe.db.get_value("DefaultValue", row, "defvalue") or "{}")
	return {"at": "", "frappe_version": "", "verdicts": {}, "broken_log_rows": [], "told": [], **found}


def exposed() -> set[str]:
	"""Return what is exposed: codes of the configuration as it is now, keys of probes as they were tried last."""
	last = stored()
	codes = {
		finding.code
		for finding in configuration.findings(last["broken_log_rows"])
		if finding.weight == EXPOSED
	}
	return codes | {key for key, verdict in last["verdicts"].items() if verdict == EXPOSED}


def hint() -> None:
	"""After a migrate: say on the console that something is exposed, or that this Frappe has not been checked."""
	found = exposed()
	if found:
		click.secho(_("Self-check: {0} things are exposed on this site.").format(len(found)), fg="yellow")
	if stored()["frappe_version"] != frappe.__version__:
		click.secho(_("Self-check: this version of Frappe has not been checked yet."), fg="yellow")
	if found or stored()["frappe_version"] != frappe.__version__:
		click.echo(f"bench --site {frappe.local.site} execute cfm_app.self_check.run.report")


def tell_if_exposed() -> None:
	"""Once a day: tell those who run the site of what has become exposed; each thing once."""
	found, last = exposed(), stored()
	if is_news(found, set(last["told"])):
		_notify(len(found))
	if found != set(last["told"]):
		_store({**last, "told": sorted(found)})


def _notify(number: int) -> None:
	from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification

	people = {user for role in TOLD_ROLES for user in get_users_with_role(role) if user != "Guest"}
	words = {
		"type": "Alert",
		"subject": _("Self-check: {0} things are exposed on this site.").format(number),
		"link": PAGE,
	}
	if people:
		enqueue_create_notification(sorted(people), words)


def _store(values: dict) -> dict:
	frappe.defaults.set_default(STORED, json.dumps(values, sort_keys=True), DEFAULTS_OWNER)
	return values
