"""Judges the configuration of a site: facts in, findings out. The words for each finding stand in self_check/wording.py."""

from dataclasses import dataclass, field

from cfm_app.rules.frappe_versions import open_holes

EXPOSED, WEAK = "exposed", "weak"
PROTECTED, NOT_TRIED = "protected", "not tried"
LONGEST_SESSION_HOURS = 12
MOST_LOGIN_ATTEMPTS = 10
LONGEST_ERROR_LOG_DAYS = 30
MOST_SYSTEM_MANAGERS = 3
LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}
PRIVATE_FILE = 0o600


@dataclass(frozen=True)
class SiteFacts:
	"""What the judgement needs to know of a site. The defaults describe a site without any finding."""

	frappe_version: str = "15.200.0"
	switches: frozenset = frozenset()
	"""names of risky switches of the site's configuration that are on"""
	missing_switches: frozenset = frozenset()
	"""names of protective switches of System Settings that are off"""
	session_hours: float = 8
	password_score: int = 3
	login_attempts: int = 5
	error_log_days: int | None = 14
	key_problems: tuple = ()
	redis_hosts: tuple = ()
	"""(purpose, host) of each Redis that asks for no password"""
	sql_logging: int = 0
	allow_cors: str = ""
	host_name: str = "https://feedback.example.org"
	trusted_proxy: bool = True
	roles_without_second_factor: tuple = ()
	system_managers: tuple = ()
	managers_with_duty: tuple = ()
	people_with_api_key: tuple = ()
	people_without_line: tuple = ()
	changed_permissions: tuple = ()
	changed_types: tuple = ()
	leftovers: dict = field(default_factory=dict)
	"""{DocType of the platform: number of its rows on protected records}"""
	linking_fields: tuple = ()
	raw_reports: tuple = ()
	outgoing_hooks: tuple = ()
	broken_log_rows: tuple = ()
	scheduler_off: bool = False
	sends_without_budget: bool = False
	provider_copies: tuple = ()
	"""how many messages should have been deleted at a provider and are not, () for none"""
	unfiled_messages: tuple = ()
	"""how many messages came in and could not be filed, () for none"""


@dataclass(frozen=True)
class Finding:
	"""One thing that is not as it should be: its code, EXPOSED or WEAK, and what to name in the sentence."""

	code: str
	weight: str
	named: tuple = ()


EXPOSING_SWITCHES = (
	"developer_mode",
	"server_script_enabled",
	"cfm_allow_system_console",
	"ignore_csrf",
	"allow_guests_to_upload_files",
	"recorder",
)
WEAKENING_SWITCHES = ("allow_tests", "allow_error_traceback", "login_with_email_link")
PROTECTIVE_SWITCHES = (
	"enable_two_factor_auth",
	"enable_password_policy",
	"disable_document_sharing",
	"encrypt_backup",
)
NAMED_FACTS = (
	("key_problems", EXPOSED),
	("changed_permissions", EXPOSED),
	("changed_types", EXPOSED),
	("linking_fields", EXPOSED),
	("raw_reports", EXPOSED),
	("outgoing_hooks", EXPOSED),
	("broken_log_rows", EXPOSED),
	("roles_without_second_factor", WEAK),
	("managers_with_duty", WEAK),
	("people_with_api_key", WEAK),
	("people_without_line", WEAK),
	("provider_copies", WEAK),
	("unfiled_messages", WEAK),
)


def judge(facts: SiteFacts) -> list[Finding]:
	"""Return what is wrong with this site, exposed things first."""
	found = [
		*judge_version(facts.frappe_version),
		*_switches(facts),
		*_doors(facts),
		*_limits(facts),
		*_named(facts),
	]
	return sorted(found, key=lambda finding: finding.weight != EXPOSED)


def judge_version(version: str) -> list[Finding]:
	"""Return one finding for each published hole that this version of Frappe still has."""
	return [Finding(number, EXPOSED, (version,)) for number in open_holes(version)]


def verdict(curious_learned: bool, control_worked: bool | None) -> str:
	"""Return what a probe shows: EXPOSED, PROTECTED, or NOT_TRIED when the attack does not even work where nothing guards.

	`control_worked` is None for an attack that is refused to everybody.
	"""
	if curious_learned:
		return EXPOSED
	return NOT_TRIED if control_worked is False else PROTECTED


def is_news(exposed: set[str], told: set[str]) -> bool:
	"""Tell whether something is exposed of which nobody has been told yet."""
	return bool(exposed - told)


def count(findings: list[Finding]) -> dict[str, int]:
	"""Return {exposed, weak}."""
	return {weight: sum(finding.weight == weight for finding in findings) for weight in (EXPOSED, WEAK)}


def _switches(facts: SiteFacts) -> list[Finding]:
	exposing = [Finding(name, EXPOSED) for name in EXPOSING_SWITCHES if name in facts.switches]
	weakening = [Finding(name, WEAK) for name in WEAKENING_SWITCHES if name in facts.switches]
	missing = [Finding(name, WEAK) for name in PROTECTIVE_SWITCHES if name in facts.missing_switches]
	return exposing + weakening + missing


def _doors(facts: SiteFacts) -> list[Finding]:
	open_redis = tuple(purpose for purpose, host in facts.redis_hosts if host not in LOOPBACK)
	leftovers = tuple(f"{doctype} ({rows})" for doctype, rows in sorted(facts.leftovers.items()) if rows)
	is_https = facts.host_name.startswith("https://")
	checks = (
		("redis", EXPOSED, open_redis, open_redis),
		("leftovers", EXPOSED, leftovers, leftovers),
		("allow_cors", EXPOSED, facts.allow_cors == "*", ()),
		("sql_logging", EXPOSED, facts.sql_logging >= 2, ()),
		("no_https", EXPOSED, not is_https, (facts.host_name or "–",)),
		("trusted_proxy", WEAK, is_https and not facts.trusted_proxy, ()),
		("scheduler_off", WEAK, facts.scheduler_off, ()),
		("sends_without_budget", WEAK, facts.sends_without_budget, ()),
	)
	return [Finding(code, weight, named) for code, weight, is_wrong, named in checks if is_wrong]


def _limits(facts: SiteFacts) -> list[Finding]:
	keeps_errors_long = facts.error_log_days is None or facts.error_log_days > LONGEST_ERROR_LOG_DAYS
	too_many_managers = len(facts.system_managers) > MOST_SYSTEM_MANAGERS
	checks = (
		("session_hours", facts.session_hours > LONGEST_SESSION_HOURS, (f"{facts.session_hours:g}",)),
		("login_attempts", not 0 < facts.login_attempts <= MOST_LOGIN_ATTEMPTS, ()),
		("password_score", facts.password_score < 3, ()),
		("error_log_days", keeps_errors_long, ()),
		("system_managers", too_many_managers, facts.system_managers),
	)
	return [Finding(code, WEAK, named) for code, is_wrong, named in checks if is_wrong]


def _named(facts: SiteFacts) -> list[Finding]:
	return [
		Finding(name, weight, tuple(getattr(facts, name)))
		for name, weight in NAMED_FACTS
		if getattr(facts, name)
	]


def key_file_problems(mode: int, is_ours: bool, inside_sites: bool, also_in_environment: bool) -> tuple:
	"""Return codes of what is wrong with the key file: its permission bits, owner and place."""
	checks = (
		("readable by others", mode & 0o777 & ~PRIVATE_FILE),
		("belongs to another account", not is_ours),
		("lies among the files that are backed up", inside_sites),
		("also stands in the environment", also_in_environment),
	)
	return tuple(code for code, is_wrong in checks if is_wrong)
