"""Endpoints of the page Self-check, for those who run the site."""

import frappe
from frappe import _

from cfm_app.confidentiality import log_chain
from cfm_app.rules.self_check import NOT_TRIED
from cfm_app.self_check import configuration, last_run, run
from cfm_app.self_check.probe import all_probes
from cfm_app.self_check.wording import in_words, remedy_of

ROLES = ("System Manager", "CFM Administrator", "CFM Data Protection Officer")
AT_ONCE = 25


@frappe.whitelist(methods=["GET", "POST"])
def overview() -> dict:
	"""Return what is known of this site, without trying anything.

	{at, frappe_version, is_of_this_version, configuration: [{code, weight, what, remedy}],
	paths: [{key, number, title, remedy, verdict}]}
	"""
	_only_those_who_run_the_site()
	last = last_run.stored()
	return {
		"at": last["at"],
		"frappe_version": frappe.__version__,
		"is_of_this_version": last["frappe_version"] == frappe.__version__,
		"configuration": [in_words(finding) for finding in configuration.findings(last["broken_log_rows"])],
		"paths": [_path(probe, last["verdicts"]) for probe in all_probes()],
	}


@frappe.whitelist(methods=["POST"])
def try_paths(keys: list | str) -> dict:
	"""Try up to 25 paths on this site; everything is undone. Returns {key: verdict}."""
	_only_those_who_run_the_site()
	chosen = [str(key) for key in frappe.parse_json(keys)][:AT_ONCE]
	verdicts = {result.probe.key: result.verdict for result in run.try_probes(chosen)}
	last_run.remember(verdicts, last_run.stored()["broken_log_rows"])
	return verdicts


@frappe.whitelist(methods=["POST"])
def verify_log() -> dict:
	"""Read the whole access log and remember which rows do not fit. Returns {broken: how many}."""
	_only_those_who_run_the_site()
	broken = log_chain.broken_rows()
	last_run.remember({}, broken)
	return {"broken": len(broken)}


def _only_those_who_run_the_site() -> None:
	# frappe.only_for lets everybody through while tests run
	if not set(ROLES) & set(frappe.get_roles()):
		frappe.throw(_("Only those who run the site see where it is weak."), frappe.PermissionError)


def _path(probe, verdicts: dict) -> dict:
	return {
		"key": probe.key,
		"number": probe.number,
		"title": str(probe.title),
		"remedy": remedy_of(probe),
		"verdict": verdicts.get(probe.key, NOT_TRIED),
	}
