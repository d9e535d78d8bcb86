"""The words of the self-check: what each finding of rules/self_check.py means, and what to do about it."""

from frappe import _, _lt

from cfm_app.rules.frappe_versions import first_safe
from cfm_app.rules.self_check import Finding

UPDATE = _lt("Update Frappe to {0} or later.")

WORDS = {
	"CVE-2026-44208": (
		_lt("Frappe {0} lets strangers write into discussions (CVE-2026-44208)."),
		UPDATE,
	),
	"CVE-2026-31879": (
		_lt("Frappe {0} lets a user put script into the workspace of another (CVE-2026-31879)."),
		UPDATE,
	),
	"CVE-2026-31878": (
		_lt("Frappe {0} can be made to call servers inside your network (CVE-2026-31878)."),
		UPDATE,
	),
	"CVE-2026-44976": (
		_lt("Frappe {0} lets every user change onboarding steps (CVE-2026-44976)."),
		UPDATE,
	),
	"developer_mode": (
		_lt("Developer mode is on: whoever administers the site can change what the app is made of."),
		_lt("Switch it off: bench --site SITE set-config developer_mode 0"),
	),
	"allow_tests": (
		_lt("Tests may run on this site: they make and remove records."),
		_lt("Remove allow_tests from the site's configuration."),
	),
	"cfm_allow_system_console": (
		_lt("The System Console is open: an administrator can read every table."),
		_lt("Remove cfm_allow_system_console from the site's configuration."),
	),
	"server_script_enabled": (
		_lt("Server scripts are on: an administrator can run code that goes around every rule."),
		_lt("Switch it off: bench set-config -g server_script_enabled 0"),
	),
	"ignore_csrf": (
		_lt("Requests forged by other websites are accepted (ignore_csrf)."),
		_lt("Remove ignore_csrf from the site's configuration."),
	),
	"allow_guests_to_upload_files": (
		_lt("Strangers may upload files into Frappe's own file store."),
		_lt("Switch off “Allow Guests to Upload Files” in System Settings. Our own page does not need it."),
	),
	"recorder": (
		_lt("The recorder is running: it keeps what people send to the server."),
		_lt("Stop and clear it on the page Recorder."),
	),
	"login_with_email_link": (
		_lt(
			"Links that log somebody in are mailed: System Managers read them in the mail queue, and no second factor is asked for."
		),
		_lt("Switch off “Login with email link” in System Settings."),
	),
	"allow_error_traceback": (
		_lt("Error reports with program details are shown to users."),
		_lt(
			"Switch off “Show Full Error and Allow Reporting of Issues to the Developer” in System Settings."
		),
	),
	"enable_two_factor_auth": (
		_lt("Nobody is asked for a second factor at log-in."),
		_lt("Offer it to the sensitive roles in CFM Settings."),
	),
	"enable_password_policy": (
		_lt("Weak passwords are accepted."),
		_lt("Switch on “Enable Password Policy” in System Settings."),
	),
	"disable_document_sharing": (
		_lt("Sharing of documents is on for other records. Confidential ones refuse it by themselves."),
		_lt("Switch on “Disable Document Sharing” in System Settings when nobody needs it."),
	),
	"encrypt_backup": (
		_lt("Backups are not encrypted: routing facts in them can be read, sealed words cannot."),
		_lt("Switch on “Encrypt Backups” in System Settings and keep the backup key elsewhere."),
	),
	"redis": (
		_lt("Redis is reached over the network without a password: {0}."),
		_lt("Give it a password, or let it listen on this machine only."),
	),
	"leftovers": (
		_lt("The platform holds rows about confidential records: {0}."),
		_lt("Look where they come from and delete them. They are counted, not shown."),
	),
	"allow_cors": (
		_lt("Every website may read answers of this site (allow_cors is *)."),
		_lt("Name the websites that need it, or remove allow_cors."),
	),
	"sql_logging": (
		_lt("Every query is written to the log files."),
		_lt("Set logging to 0 in the site's configuration and delete the log files."),
	),
	"no_https": (
		_lt("The address of this site is not encrypted: {0}."),
		_lt("Serve it with https and set host_name to that address."),
	),
	"trusted_proxy": (
		_lt("All visitors may seem to come from one address, so that a limit for one counts for all."),
		_lt("When your web server overwrites X-Forwarded-For, say so in CFM Settings."),
	),
	"sends_without_budget": (
		_lt("Messages are sent without a daily budget: a mistake or an attack can cost any sum."),
		_lt("Set a daily budget in CFM Channel Settings."),
	),
	"provider_copies": (
		_lt("{0} messages should have been deleted at a provider and still lie there."),
		_lt("Test the connection of the account. The keys may lack the right to delete."),
	),
	"unfiled_messages": (
		_lt("{0} messages or reports came in and could not be filed."),
		_lt("Look at the calls that wait, and try them again."),
	),
	"scheduler_off": (
		_lt("The scheduler is off: deadlines are not watched and the access log is not chained."),
		_lt("Switch it on: bench --site SITE enable-scheduler"),
	),
	"session_hours": (
		_lt("Somebody who walks away stays logged in for {0} hours."),
		_lt("Set “Session Expiry” in System Settings to 12 hours or less."),
	),
	"login_attempts": (
		_lt("Passwords may be tried again and again."),
		_lt("Set “Allow Consecutive Login Attempts” in System Settings to 10 or less."),
	),
	"password_score": (
		_lt("Passwords may be easy to guess."),
		_lt("Set “Minimum Password Score” in System Settings to 3 or 4."),
	),
	"error_log_days": (
		_lt("Error reports are kept for more than 30 days."),
		_lt("Add Error Log with 14 days in Log Settings."),
	),
	"system_managers": (
		_lt("Many people administer this site: {0}."),
		_lt("Three are enough. Take the role System Manager from the others."),
	),
	"managers_with_duty": (
		_lt("These people administer the site and read complaints too: {0}."),
		_lt("Let somebody else do one of the two."),
	),
	"people_with_api_key": (
		_lt(
			"Whoever has the API key of these people reads as they do, without password and second factor: {0}."
		),
		_lt(
			"As Administrator, make a new key for each person who is not a program and give it to nobody. The old key then opens nothing."
		),
	),
	"people_without_line": (
		_lt("Nobody knows to whom these people report, so their line is not locked out: {0}."),
		_lt("Fill in “Line manager” in their user accounts."),
	),
	"roles_without_second_factor": (
		_lt("These roles log in with a password alone: {0}."),
		_lt("Offer them a second factor in CFM Settings."),
	),
	"key_problems": (
		_lt("The key file of the vault: {0}."),
		_lt(
			"It belongs to the account that runs Frappe, mode 0600, outside the folder sites, and nowhere else."
		),
	),
	"changed_permissions": (
		_lt("Rights on confidential types were widened: {0}."),
		_lt("Take these rows out in the Role Permissions Manager."),
	),
	"changed_types": (
		_lt("Confidential types were changed so that they show or keep too much: {0}."),
		_lt("Reset them in Customize Form."),
	),
	"linking_fields": (
		_lt("Fields of other types point at confidential records: {0}."),
		_lt("Delete these fields."),
	),
	"raw_reports": (
		_lt("Reports read confidential tables without asking who may see what: {0}."),
		_lt("Delete them. The report builder asks."),
	),
	"outgoing_hooks": (
		_lt("Confidential records are sent or handed on by themselves: {0}."),
		_lt("Delete these records."),
	),
	"broken_log_rows": (
		_lt("The access log does not fit together. First rows: {0}."),
		_lt("Somebody changed it in the database. Keep the backup, and ask who had the server."),
	),
}
KEY_PROBLEMS = {
	"is missing": _lt("it is missing"),
	"readable by others": _lt("other accounts can read it"),
	"belongs to another account": _lt("it belongs to another account"),
	"lies among the files that are backed up": _lt("it lies among the files that are backed up"),
	"also stands in the environment": _lt("the key also stands in the environment"),
}
SHOWN = 5
NO_REMEDY_KNOWN = _lt("Update Frappe and CFM App, and tell the maintainers.")
VERDICTS = {
	"exposed": _lt("exposed"),
	"weak": _lt("weak"),
	"not tried": _lt("not tried"),
	"protected": _lt("protected"),
}


def in_words(finding: Finding) -> dict:
	"""Return {code, weight, what, remedy} of a finding in the language of the reader."""
	what, remedy = WORDS[finding.code]
	named = [str(KEY_PROBLEMS.get(each, each)) for each in finding.named]
	if len(named) > SHOWN:
		named = [*named[:SHOWN], _("{0} more").format(len(named) - SHOWN)]
	is_version = remedy is UPDATE
	return {
		"code": finding.code,
		"weight": finding.weight,
		"what": str(what).format(", ".join(named)),
		"remedy": str(remedy).format(first_safe(finding.named[0])) if is_version else str(remedy),
	}


def remedy_of(probe) -> str:
	"""Return what to do when this probe gets through, in the language of the reader."""
	return str(probe.remedy or NO_REMEDY_KNOWN)
