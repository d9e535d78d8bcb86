"""Counts what has gone out, from the messages themselves: nothing is lost when Redis is."""

from datetime import datetime

import frappe
from frappe.query_builder.functions import Count, Min, Sum
from frappe.utils import get_datetime, now_datetime, nowdate

from cfm_app.handling import alerts
from cfm_app.integrations.engine import message_rows
from cfm_app.rules import send_timing
from cfm_app.rules.message_states import UNDER_WAY

SETTINGS = "CFM Channel Settings"
SLOWED, SLOWED_FOR, SLOWEST = "cfm_line_slowed", 10 * 60, 16


def room_on(line) -> int:
	"""Return how many messages a CFM Message Line may send now."""
	sent_lately = _lately(line.name, Count("*"))
	return send_timing.room(line.rate_per_second, slowness_of(line.name), sent_lately)


def next_room_on(line) -> datetime:
	"""Return when a line that is full may send again."""
	first = _lately(line.name, Min(message_rows.table().attempted_on))
	return (first or now_datetime()) + send_timing.RATE_SPAN


def slow_down(line: str) -> None:
	"""Halve the speed of a line for ten minutes, because the provider said it is too fast."""
	slowness = min(slowness_of(line) * 2, SLOWEST)
	frappe.cache.set_value(f"{SLOWED}|{line}", slowness, expires_in_sec=SLOWED_FOR)


def slowness_of(line: str) -> int:
	"""Return by how much a line is slower than it may be: 1, 2, 4, … Without Redis nobody knows, and it is 1."""
	return frappe.cache.get_value(f"{SLOWED}|{line}", expires=True) or 1


def number_is_free_at(contact_point: str) -> datetime:
	"""Return from when on this contact point may get another message."""
	settings, now = frappe.get_cached_doc(SETTINGS), now_datetime()
	table = message_rows.table()
	query = frappe.qb.from_(table).select(table.attempted_on).where(table.contact_point == contact_point)
	query = query.where(table.direction == "Out").where(table.attempted_on > now - send_timing.DAY)
	moments = query.where(table.state != "Retry").run(pluck=True)
	return send_timing.number_is_free_at(moments, now, settings.per_number_hour, settings.per_number_day)


def wait_for_turn() -> None:
	"""Let one worker at a time look whether there is room and money, until it commits what it is about to send.

	To be called before anything is read: what was read earlier stays as it was before the wait.
	"""
	singles = frappe.qb.DocType("Singles")
	turn = (singles.doctype == SETTINGS) & (singles.field == "daily_budget")
	frappe.qb.from_(singles).select(singles.value).where(turn).for_update().run()


def spent_today() -> float:
	"""Return what the messages of this day have cost, as far as it is known or expected; those perhaps taken count."""
	table, today = message_rows.table(), get_datetime(nowdate())
	perhaps_taken = table.state.isin(UNDER_WAY) & (table.attempted_on >= today)
	query = frappe.qb.from_(table).select(Sum(table.price)).where(table.direction == "Out")
	return float(query.where((table.sent_on >= today) | perhaps_taken).run()[0][0] or 0)


def note_budget_reached() -> None:
	"""Remember that the budget of this day is used up, and say so once."""
	singles = frappe.qb.DocType("Singles")
	field = (singles.doctype == SETTINGS) & (singles.field == "budget_stopped_on")
	known = frappe.qb.from_(singles).select(singles.value).where(field).for_update().run()
	if known and known[0][0] == nowdate():
		return
	frappe.db.set_single_value(SETTINGS, "budget_stopped_on", nowdate(), update_modified=False)
	people = {*alerts.coordinators(), *alerts.administrators()}
	alerts.tell_all(people, frappe.get_doc(SETTINGS), "budget_reached")


def _lately(line: str, number):
	table = message_rows.table()
	since = now_datetime() - send_timing.RATE_SPAN
	query = frappe.qb.from_(table).select(number)
	return query.where(table.line == line).where(table.attempted_on > since).run()[0][0]
