"""Sessions of staff who see what people confided: a second factor at log-in, and an early end when nobody works."""

import secrets

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.sessions import get_expiry_period
from frappe.twofactor import toggle_two_factor_auth

from cfm_app.confidentiality.sealing import blind_index
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.session_length import shorter_expiry
from cfm_app.setup.owned import ROLES

SENSITIVE_ROLES = (
	"CFM Sensitive Focal Point",
	"CFM Coordinator",
	"CFM Administrator",
	"CFM Auditor",
	"CFM Custodian",
	"CFM Investigator",
	"CFM Data Protection Officer",
	"System Manager",
)
EVERYBODY = "All"
CHOICES = (*ROLES, "System Manager", EVERYBODY)
METHODS = ("OTP App", "Email")
USUAL_IDLE_MINUTES = 30
MARK = "cfm_idle_minutes"
CODE_SECONDS = 15 * 60
CODE_TRIES = 5


def end_early() -> None:
	"""Before each request: the session of somebody with a sensitive role ends after fewer minutes without work."""
	if (
		not frappe.session.user
	):  # a browser asks beforehand what it may ask (OPTIONS): nobody is logged in yet
		return
	if frappe.session.user in frappe.STANDARD_USERS or MARK in frappe.session.data:
		return
	minutes = idle_minutes() if set(frappe.get_roles()) & set(SENSITIVE_ROLES) else 0
	frappe.session.data[MARK] = minutes
	frappe.session.data.session_expiry = shorter_expiry(get_expiry_period(), minutes)
	frappe.local.session_obj.update(force=True)


def idle_minutes() -> int:
	"""Return after how many minutes without work a sensitive session ends, 0 for when the site says."""
	chosen = frappe.get_cached_doc("CFM Settings").get("sensitive_idle_minutes")
	return USUAL_IDLE_MINUTES if chosen is None else chosen


def asked_roles() -> list[str]:
	"""Return the roles whose people are asked for a second factor now."""
	if not frappe.db.get_single_value("System Settings", "enable_two_factor_auth"):
		return []
	asked = set(frappe.get_all("Role", {"two_factor_auth": 1}, pluck="name"))
	return [role for role in CHOICES if role in asked]


def people_with(role: str) -> int:
	"""Return how many enabled users have a role."""
	holder, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = frappe.qb.from_(user).left_join(holder).on(holder.parent == user.name).where(user.enabled == 1)
	query = query.where(user.name.notin(list(frappe.STANDARD_USERS))).select(user.name).distinct()
	return len((query if role == EVERYBODY else query.where(holder.role == role)).run())


def can_send_mail() -> bool:
	"""Whether this site can send the mail without which a second factor locks everybody out."""
	return bool(EmailAccount.find_outgoing()) and not frappe.are_emails_muted()


def send_code() -> str:
	"""Mail a code to the user who asks: proof that mail reaches her before log-in depends on it. Returns the address."""
	if not can_send_mail():
		frappe.throw(
			_("This site cannot send mail yet. Set up an outgoing mail account first."), NotAllowedHere
		)
	code, address = (
		f"{secrets.randbelow(10**6):06d}",
		frappe.db.get_value("User", frappe.session.user, "email"),
	)
	frappe.cache.set_value(_key("code"), blind_index("second factor", code), expires_in_sec=CODE_SECONDS)
	frappe.cache.delete_value(_key("tries"))
	frappe.sendmail(
		recipients=[address],
		subject=_("Your code"),
		message=_("Your code is {0}. Type it in the settings to switch the second factor on.").format(code),
		now=True,
	)
	return address


def ask_for_second_factor(roles: list[str], method: str, code: str) -> None:
	"""Ask the people of exactly these roles for a second factor at log-in; of none with an empty list.

	Raises NotAllowedHere when the code that `send_code` mailed is not the one given: whoever cannot read it would
	be locked out by the next log-in.
	"""
	if set(roles) - set(CHOICES) or method not in METHODS:
		frappe.throw(_("Choose roles and a method from the list."), NotAllowedHere)
	if roles:
		_check_code(code)
	_set_system({"enable_two_factor_auth": int(bool(roles)), "two_factor_method": method})
	# Frappe asks everybody as soon as it is switched on
	_mark_roles(roles)
	frappe.db.set_single_value("CFM Settings", "two_factor_roles", "\n".join(roles))
	frappe.cache.delete_value(_key("code"))


def keep_second_factor() -> None:
	"""After a migrate, which puts our roles back as they were shipped: the choice of roles stands."""
	chosen = (frappe.db.get_single_value("CFM Settings", "two_factor_roles") or "").split("\n")
	toggle_two_factor_auth(True, [role for role in chosen if role in ROLES])


def limit(session_expiry: str, attempts: int, pause_seconds: int, one_session: bool) -> None:
	"""Set for everybody: when a session ends ("HH:MM"), how many wrong passwords stop log-in for how long, one device."""
	_set_system(
		{
			"session_expiry": session_expiry,
			"allow_consecutive_login_attempts": max(attempts, 1),
			"allow_login_after_fail": max(pause_seconds, 60),
			"deny_multiple_sessions": int(one_session),
		}
	)


def _set_system(values: dict) -> None:
	settings = frappe.get_doc("System Settings").update(values)
	# a site whose set-up wizard nobody ran has no language there, which is not asked here
	settings.flags.ignore_mandatory = True
	settings.save()


def _mark_roles(roles: list[str]) -> None:
	toggle_two_factor_auth(False, [role for role in CHOICES if role not in roles])
	toggle_two_factor_auth(True, roles)


def _check_code(code: str) -> None:
	tries = frappe.cache.incrby(frappe.cache.make_key(_key("tries")), 1)
	frappe.cache.expire(frappe.cache.make_key(_key("tries")), CODE_SECONDS)
	known = frappe.cache.get_value(_key("code"), expires=True)
	typed = blind_index("second factor", (code or "").strip())
	if tries > CODE_TRIES or not known or not secrets.compare_digest(known, typed):
		frappe.throw(
			_("This is not the code we mailed to you, or it is too old. Ask for a new one."), NotAllowedHere
		)


def _key(what: str) -> str:
	return f"cfm_second_factor:{what}:{frappe.session.user}"
