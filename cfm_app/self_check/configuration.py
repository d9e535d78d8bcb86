"""Gathers how this site is configured, for rules/self_check.py to judge. Reads only, changes nothing."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import frappe
from frappe.utils import cint, flt
from frappe.utils.scheduler import is_scheduler_disabled

from cfm_app.confidentiality import keys, sessions, viewers
from cfm_app.confidentiality.system_console import SWITCH
from cfm_app.integrations.engine import inbox, provider_copies
from cfm_app.rules.access import SENSITIVE_DUTIES
from cfm_app.rules.self_check import (
	PROTECTIVE_SWITCHES,
	Finding,
	SiteFacts,
	judge,
	key_file_problems,
)
from cfm_app.self_check import protected_types

SITE_SWITCHES = ("developer_mode", "allow_tests", "server_script_enabled", "ignore_csrf", SWITCH)
SETTING_SWITCHES = ("allow_guests_to_upload_files", "allow_error_traceback", "login_with_email_link")
RECORDER = "recorder-intercept"
REDIS_PURPOSES = ("redis_cache", "redis_queue", "redis_socketio")


def findings(broken_log_rows: list[int] | None = None) -> list[Finding]:
	"""Return what is wrong with the configuration of this site, exposed things first.

	Verifying the access log reads all of it, so the numbers of its broken rows are handed in.
	"""
	return judge(facts(broken_log_rows))


def facts(broken_log_rows: list[int] | None = None) -> SiteFacts:
	"""Return the configuration of this site as it is now."""
	settings = frappe.get_cached_doc("System Settings")
	return SiteFacts(
		frappe_version=frappe.__version__,
		switches=_switches(settings),
		missing_switches=frozenset(name for name in PROTECTIVE_SWITCHES if not cint(settings.get(name))),
		trusted_proxy=bool(frappe.get_cached_value("CFM Settings", None, "trusted_proxy")),
		**_limits(settings),
		**_server(),
		**_people(),
		**_messages(),
		**protected_types.facts(),
		broken_log_rows=tuple(str(row) for row in broken_log_rows or ()),
	)


def _switches(settings) -> frozenset:
	on = {name for name in SITE_SWITCHES if cint(frappe.conf.get(name))}
	on |= {name for name in SETTING_SWITCHES if cint(settings.get(name))}
	if frappe.cache.get_value(RECORDER):
		on.add("recorder")
	return frozenset(on)


def _limits(settings) -> dict:
	kept = frappe.db.get_value(
		"Logs To Clear", {"ref_doctype": "Error Log", "parent": "Log Settings"}, "days"
	)
	return {
		"session_hours": _hours(settings.session_expiry),
		"login_attempts": cint(settings.allow_consecutive_login_attempts),
		"password_score": cint(settings.minimum_password_score) if settings.enable_password_policy else 3,
		"error_log_days": cint(kept) or None,
	}


def _hours(expiry: str | None) -> float:
	hours, minutes = [*(expiry or "170:00").split(":"), "0"][:2]
	return flt(hours) + flt(minutes) / 60


def _server() -> dict:
	return {
		"key_problems": _key_problems(),
		"redis_hosts": tuple(_redis_without_password()),
		"sql_logging": cint(frappe.conf.get("logging")),
		"allow_cors": str(frappe.conf.get("allow_cors") or ""),
		"host_name": frappe.conf.get("host_name") or frappe.utils.get_url(),
		"scheduler_off": is_scheduler_disabled(verbose=False),
	}


def _key_problems() -> tuple:
	from_environment = bool(os.environ.get(keys.ENVIRONMENT))
	path = keys.key_file()
	if not path.exists():
		return () if from_environment else ("is missing",)
	about = path.stat()
	sites = Path(frappe.local.sites_path).resolve()
	return key_file_problems(
		about.st_mode, about.st_uid == os.geteuid(), sites in path.resolve().parents, from_environment
	)


def _redis_without_password() -> list[tuple[str, str]]:
	found = []
	for purpose in REDIS_PURPOSES:
		address = urlsplit(frappe.conf.get(purpose) or "")
		if not address.password and address.scheme != "unix":
			found.append((purpose, address.hostname or ""))
	return found


def _people() -> dict:
	managers = _holders_of("System Manager")
	duties = {row.user for row in viewers.people_with_duty(_content_duties())}
	return {
		"system_managers": tuple(sorted(managers)),
		"managers_with_duty": tuple(sorted(managers & duties)),
		"people_with_api_key": tuple(sorted(_with_api_key() & duties)),
		"people_without_line": tuple(sorted(_without_line(duties))),
		"roles_without_second_factor": _roles_without_second_factor(),
	}


def _messages() -> dict:
	settings = frappe.get_cached_doc("CFM Channel Settings")
	left, parked = provider_copies.left()["messages"], inbox.summary()["parked"]
	return {
		"sends_without_budget": bool(settings.sending_on and not flt(settings.daily_budget)),
		"provider_copies": (str(left),) if left else (),
		"unfiled_messages": (str(parked),) if parked else (),
	}


def _content_duties() -> set[str]:
	return {"Intake", "Handle", "Respond", "Supervise", "Investigate"} | SENSITIVE_DUTIES


def _holders_of(role: str) -> set[str]:
	holder, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = frappe.qb.from_(holder).join(user).on(user.name == holder.parent).select(user.name)
	query = query.where((holder.role == role) & (holder.parenttype == "User") & (user.enabled == 1))
	return set(query.run(pluck=True)) - {"Administrator"}


def _with_api_key() -> set[str]:
	secret = frappe.qb.Table("__Auth")
	query = frappe.qb.from_(secret).select(secret.name).where(secret.doctype == "User")
	return set(query.where(secret.fieldname == "api_secret").run(pluck=True))


def _without_line(users: set[str]) -> set[str]:
	if not users or not frappe.get_meta("User").has_field("cfm_line_manager"):
		return set()
	rows = frappe.get_all("User", {"name": ["in", list(users)]}, ["name", "cfm_line_manager"])
	bosses = {row.cfm_line_manager for row in rows if row.cfm_line_manager}
	# the top of the house reports to nobody; who leads others counts as the top
	return {row.name for row in rows if not row.cfm_line_manager and row.name not in bosses}


def _roles_without_second_factor() -> tuple:
	asked = sessions.asked_roles()
	if sessions.EVERYBODY in asked:
		return ()
	return tuple(role for role in sessions.SENSITIVE_ROLES if role not in asked and _holders_of(role))
