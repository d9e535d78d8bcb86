"""Looks each day whether numbers and addresses at the providers are still as they are here, and keeps what differs."""

import frappe
from frappe.utils import now_datetime

from cfm_app.handling import message_failures
from cfm_app.integrations import registry
from cfm_app.integrations.engine import hook_urls

ACCOUNT, LINE = "CFM Provider Account", "CFM Message Line"


def look_at_all() -> None:
	"""Look at every account in use. Runs once a day; one account that fails does not stop the others."""
	for account in _names(ACCOUNT, {"is_active": 1}):
		look(account)


def look(account: str) -> list[str]:
	"""Ask the provider of an account now, keep and return the differences in sentences."""
	try:
		lines = lines_of(account)
		found = registry.provider_of(account).check(lines, urls_of(lines))
	except Exception as failure:
		# whatever it is, it is shown here, and the other accounts are looked at all the same
		frappe.clear_messages()
		code = getattr(failure, "code", "") or type(failure).__name__
		found = [message_failures.asking_in_words(code)]
	seen = {"drift": "\n".join(found), "checked_on": now_datetime()}
	frappe.db.set_value(ACCOUNT, account, seen, update_modified=False)
	return found


def set_up(account: str) -> list[str]:
	"""Set our addresses at the provider of an account; return what was changed. Raises the errors of base/errors.py."""
	lines = lines_of(account)
	changed = registry.provider_of(account).provision(lines, urls_of(lines))
	look(account)
	return changed


def lines_of(account: str) -> list:
	"""Return the lines in use of an account."""
	return [frappe.get_cached_doc(LINE, name) for name in _names(LINE, {"account": account, "is_active": 1})]


def urls_of(lines: list) -> dict[str, dict[str, str]]:
	"""Return {line name: {"message": url, "status": url}}."""
	return {line.name: hook_urls.of_line(line) for line in lines}


def _names(doctype: str, filters: dict) -> list[str]:
	return frappe.get_list(
		doctype,
		filters=filters,
		pluck="name",
		limit_page_length=0,
		ignore_permissions=True,  # reason: whoever asks has been let in by the page, or is the scheduler
	)
