"""Endpoints of the section Sessions in CFM Settings, for those who may change the System Settings."""

import frappe

from cfm_app.confidentiality import sessions
from cfm_app.rules.session_length import SHORTEST_IDLE_MINUTES

LIMITS = (
	"session_expiry",
	"allow_consecutive_login_attempts",
	"allow_login_after_fail",
	"deny_multiple_sessions",
	"two_factor_method",
)


@frappe.whitelist(methods=["GET", "POST"])
def overview() -> dict:
	"""Return {roles: [{role, people, asked, sensitive}], can_send_mail, methods, limits, idle_minutes, shortest_idle}."""
	_only_who_sets_the_system()
	asked = sessions.asked_roles()
	return {
		"roles": [_role(role, asked) for role in sessions.CHOICES],
		"can_send_mail": sessions.can_send_mail(),
		"methods": sessions.METHODS,
		"limits": frappe.db.get_value("System Settings", None, LIMITS, as_dict=True),
		"idle_minutes": sessions.idle_minutes(),
		"shortest_idle": SHORTEST_IDLE_MINUTES,
	}


@frappe.whitelist(methods=["POST"])
def send_code() -> str:
	"""Mail a code to the user and return her address."""
	_only_who_sets_the_system()
	return sessions.send_code()


@frappe.whitelist(methods=["POST"])
def ask_for_second_factor(roles: list | str, method: str = "OTP App", code: str = "") -> dict:
	"""Ask the people of these roles for a second factor, with the mailed code; of nobody with none. Returns the overview."""
	_only_who_sets_the_system()
	sessions.ask_for_second_factor(list(frappe.parse_json(roles)), method, code)
	return overview()


@frappe.whitelist(methods=["POST"])
def limit(session_expiry: str, attempts: int, pause_seconds: int, one_session: bool = False) -> dict:
	"""Set when sessions end and when log-in pauses, for everybody. Returns the overview."""
	_only_who_sets_the_system()
	sessions.limit(session_expiry, attempts, pause_seconds, one_session)
	return overview()


def _role(role: str, asked: list[str]) -> dict:
	return {
		"role": role,
		"people": sessions.people_with(role),
		"asked": role in asked,
		"sensitive": role in sessions.SENSITIVE_ROLES,
	}


def _only_who_sets_the_system() -> None:
	frappe.has_permission("System Settings", "write", throw=True)
