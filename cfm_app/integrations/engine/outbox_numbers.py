"""How the outbox stands, in numbers: for the page that shows it. No message, number or person is in them."""

import frappe
from frappe.query_builder.functions import Count, Min

from cfm_app.integrations.engine import limits, message_rows
from cfm_app.rules.message_states import WAITING

ACCOUNT = "CFM Provider Account"


def summary() -> dict:
	"""Return how the outbox stands now.

	{sending_on, states: {state: count}, oldest_waiting: when it was queued or None, accounts: [{name, title,
	is_active, failures, open_until, paused_on, paused_code}], slowed: {line: by what}, spent_today, daily_budget,
	currency_code, budget_stopped_on}.
	"""
	settings = frappe.get_cached_doc("CFM Channel Settings")
	switches = ("sending_on", "daily_budget", "currency_code", "budget_stopped_on")
	return {
		**{field: settings.get(field) for field in switches},
		"states": _states(),
		"oldest_waiting": _oldest_waiting(),
		"accounts": _accounts(),
		"slowed": _slowed(),
		"spent_today": limits.spent_today(),
	}


def _states() -> dict[str, int]:
	table = message_rows.table()
	query = frappe.qb.from_(table).select(table.state, Count("*")).where(table.direction == "Out")
	return dict(query.groupby(table.state).run())


def _oldest_waiting():
	table = message_rows.table()
	query = frappe.qb.from_(table).select(Min(table.creation)).where(table.direction == "Out")
	return query.where(table.state.isin(WAITING)).run()[0][0]


def _accounts() -> list[dict]:
	fields = ["name", "title", "is_active", "failures", "open_until", "paused_on", "paused_code"]
	return frappe.get_all(ACCOUNT, fields=fields, order_by="title")  # reason: the page has asked for the role


def _slowed() -> dict[str, int]:
	lines = frappe.get_all(
		"CFM Message Line", pluck="name"
	)  # reason: names of lines, the page asked for the role
	slowness = {line: limits.slowness_of(line) for line in lines}
	return {line: by for line, by in slowness.items() if by > 1}
