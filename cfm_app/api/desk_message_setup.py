"""Endpoints of the page for setting up messages. Only a pressed button asks a provider anything."""

import frappe
from frappe import _

from cfm_app.handling import message_failures
from cfm_app.integrations.base.errors import SendError
from cfm_app.integrations.engine import drift, set_up_facts
from cfm_app.rules import message_readiness
from cfm_app.rules.message_readiness import Readiness, Step

ROLES = ("CFM Administrator", "System Manager")
SETTINGS, TEMPLATES = "/app/cfm-channel-settings", "/app/cfm-message-template"


@frappe.whitelist(methods=["GET", "POST"])
def overview() -> dict:
	"""Return what is set up and what is missing, without asking any provider.

	{steps: [{code, title, help, link, is_done, needed_for}], accounts: [{name, title, provider, is_active, paused_on,
	paused_code, checked_on, differences, can_be_set_up, lines: [{name, title, kind, address, is_active, receives,
	sends, last_in_on, last_out_on, urls: {message, status}, is_signed, instructions, two_ways: [{country,
	can_reply}]}]}], providers: [{key, title}]}
	"""
	_only_administrators()
	known = set_up_facts.readiness()
	return {
		"steps": [_in_words(step, known) for step in message_readiness.steps(known)],
		"accounts": set_up_facts.accounts(),
		"providers": set_up_facts.providers(),
	}


@frappe.whitelist(methods=["POST"])
def test_connection(account: str) -> dict:
	"""Ask the provider of an account whether it knows us and calls us. Returns {differences: sentences}."""
	_only_administrators()
	doc = frappe.get_doc(set_up_facts.ACCOUNT, account)
	return {"differences": drift.look(doc.name)}


@frappe.whitelist(methods=["POST"])
def set_addresses(account: str) -> dict:
	"""Set our addresses at the provider of an account. Returns {changed: sentences}."""
	_only_administrators()
	doc = frappe.get_doc(set_up_facts.ACCOUNT, account)
	try:
		return {"changed": drift.set_up(doc.name)}
	except SendError as failure:
		frappe.throw(message_failures.asking_in_words(failure.code))


def _only_administrators() -> None:
	# frappe.only_for lets everybody through while tests run
	if not set(ROLES) & set(frappe.get_roles()):
		frappe.throw(_("Only an administrator sets up messages."), frappe.PermissionError)


def _in_words(step: Step, known: Readiness) -> dict:
	title, help, link = _wording(known)[step.code]
	return {
		"code": step.code,
		"title": title,
		"help": "" if step.is_done else help,
		"link": link,
		"is_done": step.is_done,
		"needed_for": step.needed_for,
	}


def _wording(known: Readiness) -> dict[str, tuple[str, str, str]]:
	return {
		"address": (
			_("Public address of this site"),
			_("Providers call it and sign it exactly as it stands in the settings."),
			SETTINGS,
		),
		"account": (
			_("Account at a provider"),
			_("Choose a provider below. Keys and passwords are entered in the form of the account only."),
			"/app/cfm-provider-account",
		),
		"line": (
			_("Line that people write to"),
			_("A number, a page or a mailbox of the account."),
			"/app/cfm-message-line",
		),
		"connection": (
			_("Connection tested"),
			_("Press “Test the connection” at each account below and do what it says."),
			"",
		),
		"receiving": (
			_("Messages are received"),
			_("While receiving is off, what comes in is kept and waits."),
			SETTINGS,
		),
		"jobs": (
			_("Background jobs run"),
			_("Whoever runs the server turns the scheduler on; without it nothing is taken in or sent."),
			"",
		),
		"first_message": (
			_("First message has come in"),
			_("Write to the line from your own telephone."),
			"",
		),
		"words": (
			_("Words reviewed as neutral"),
			_("A second person reviews the words of each message. Nobody has yet: {0}").format(
				", ".join(known.unreviewed)
			),
			TEMPLATES,
		),
		"countries": (
			_("Countries that messages may go to"),
			_("None is allowed, so nothing goes out. List only those where you work."),
			SETTINGS,
		),
		"budget": (
			_("Budget of a day"),
			_("Without one, nothing stops messages that somebody sends in bulk at your cost."),
			SETTINGS,
		),
		"sending": (
			_("Messages are sent"),
			_("Switched off: what is to be sent waits. Switch it on last."),
			SETTINGS,
		),
	}
