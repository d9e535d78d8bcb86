"""Asks every rule whether a message may leave, right before it does: what was allowed when it was queued may not be now.

A refusal is PolicyBlocked with a code, and nothing leaves. NotNow lets it wait. Codes of refusals: opted_out,
unreachable, record_gone, those of rules/safe_contact.py, window_closed, country, words_deleted, and those of
content_guard.py.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import get_time, now_datetime

from cfm_app.cfm_app.doctype.cfm_area.cfm_area import time_zone_of
from cfm_app.confidentiality import persons
from cfm_app.confidentiality.access_keys import facts_of
from cfm_app.handling import care, wishes
from cfm_app.handling.moments import from_utc, to_utc
from cfm_app.integrations import registry
from cfm_app.integrations.base.errors import PolicyBlocked
from cfm_app.integrations.engine import (
	consent,
	contact_points,
	content_guard,
	limits,
	message_rows,
	outgoing_words,
)
from cfm_app.integrations.engine.later import NotNow
from cfm_app.rules import safe_contact, send_timing, sending_policy
from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.addresses import country_of
from cfm_app.rules.children import has_contact_plan

SETTINGS, POINT = "CFM Channel Settings", "CFM Contact Point"
CHANNELS = {"SMS": "SMS", "WhatsApp": "WHATSAPP", "Messenger": "MESSENGER", "E-mail": "EMAIL"}
WITH_COUNTRY = ("phone", "whatsapp")
# what nobody who said STOP is asked or told
UNASKED = ("broadcast", "help came")


@dataclass
class Case:
	"""A message that wants to leave, and what is known about it."""

	message: dict

	@cached_property
	def settings(self):
		return frappe.get_cached_doc(SETTINGS)

	@cached_property
	def line(self):
		return frappe.get_cached_doc("CFM Message Line", self.message.line)

	@cached_property
	def abilities(self):
		return registry.provider_of(self.line.account).capabilities(self.line.kind)

	@cached_property
	def record(self):
		if not self.message.record:
			return None
		try:
			return frappe.get_doc(self.message.record_type, self.message.record)
		except frappe.DoesNotExistError as error:
			raise PolicyBlocked("record_gone") from error

	@cached_property
	def zone(self) -> ZoneInfo:
		return ZoneInfo(time_zone_of(self.record.area if self.record else self.line.area))

	def local_now(self) -> datetime:
		"""Return the person's own time of day, naive."""
		return to_utc(now_datetime()).astimezone(self.zone).replace(tzinfo=None)

	def site_time(self, local: datetime) -> datetime:
		"""Return a local time of the person as the site stores times."""
		return from_utc(local.replace(tzinfo=self.zone))


def check(message) -> None:
	"""Let a row of CFM Message go. Raises PolicyBlocked with a code, or NotNow."""
	case = Case(message)
	for rule in RULES:
		rule(case)


def reason_against(message) -> str:
	"""Return the code of what forbids a message that nobody has written yet, "" when nothing does.

	`message` has line, kind, contact_point, record_type, record, purpose and template; while that is "", nobody asks
	whether the person has written lately. What only delays is no reason.
	"""
	case = Case(message)
	try:
		for rule in FORBIDDING:
			if message.template or rule is not _window_is_open:
				rule(case)
	except PolicyBlocked as refusal:
		return refusal.code
	except NotNow:
		pass  # its time comes
	return ""


def needs_approved_words(message) -> bool:
	"""Tell whether the person has not written for so long that a provider takes approved templates only."""
	case = Case(message)
	last_in = _last_in(message.contact_point, message.line) if case.abilities.window_hours else None
	return not send_timing.window_is_open(last_in, now_datetime(), case.abilities.window_hours)


def approved_content(message) -> str:
	"""Return the id of the template of a message that the provider approved and we reviewed, "" when there is none."""
	fit = {"name": message.template, "approval_state": "approved", "reviewed_as_neutral": 1}
	return frappe.db.get_value("CFM Message Template", fit, "content_sid") or ""


def _sending_is_on(case: Case) -> None:
	if not case.settings.sending_on:
		raise NotNow("sending_off")
	if not (case.line.is_active and case.line.sends):
		raise NotNow("line_off")


def _account_runs(case: Case) -> None:
	account = frappe.db.get_value(
		"CFM Provider Account", case.line.account, ["is_active", "paused_on"], as_dict=True
	)
	if account.paused_on or not account.is_active:
		raise NotNow("account_paused")


def _person_has_not_stopped(case: Case) -> None:
	if case.message.purpose == consent.PURPOSE:
		return  # it answers the very word by which she stopped
	scope = "information" if case.message.purpose in UNASKED else "service"
	if consent.is_stopped(case.message.contact_point, scope):
		raise PolicyBlocked("opted_out")


def _can_be_reached(case: Case) -> None:
	point = case.message.contact_point
	since = frappe.db.get_value(POINT, point, "unreachable_on")  # reason: the engine's own row
	last_in = since and _last_in(point)
	if since and not (last_in and last_in > since):
		raise PolicyBlocked("unreachable")


def _is_safe(case: Case) -> None:
	if not case.record:
		return
	child = case.record.doctype == "Complaint" and care.is_about_child(case.record)
	wanted = wishes.of(persons.wishes_of(case.record))
	local_now = case.local_now()
	verdict = safe_contact.may_send(
		wanted,
		CHANNELS[case.message.kind],
		local_now.time(),
		sensitive=_is_sensitive(case.record),
		child=child,
		contact_plan=child and has_contact_plan(care.of(case.record)),
	)
	if verdict.reason_code == "outside_hours":
		spans = [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in wanted.times]
		raise NotNow("outside_hours", case.site_time(send_timing.opens_again(local_now, spans)))
	if not verdict.allowed:
		raise PolicyBlocked(verdict.reason_code)


def _is_sensitive(record) -> bool:
	facts = facts_of(record.access_key)
	return not facts or facts.level >= SENSITIVE_FROM


def _window_is_open(case: Case) -> None:
	if needs_approved_words(case.message) and not (
		case.abilities.templates and approved_content(case.message)
	):
		raise PolicyBlocked("window_closed")


def _country_is_allowed(case: Case) -> None:
	address = contact_points.address_of(case.message.contact_point)
	allowed = sending_policy.country_is_allowed(
		country_of(address), case.settings.allowed_countries, case.line.countries
	)
	if address.kind in WITH_COUNTRY and not allowed:
		raise PolicyBlocked("country")


def _words_may_leave(case: Case) -> None:
	body = outgoing_words.opened(case.message).get("body")
	code = content_guard.check(body, case.record) if body else "words_deleted"
	if code:
		raise PolicyBlocked(code)


def _nobody_is_woken(case: Case) -> None:
	start, end = (_time(case.settings.get(field)) for field in ("quiet_from", "quiet_to"))
	until = send_timing.quiet_until(case.local_now(), start, end)
	if until:
		raise NotNow("quiet_hours", case.site_time(until))


def _money_is_left(case: Case) -> None:
	budget, price = case.settings.daily_budget, case.message.price or 0
	if budget and price and sending_policy.is_over_budget(limits.spent_today(), price, budget):
		limits.note_budget_reached()
		raise NotNow("budget")


def _number_has_room(case: Case) -> None:
	free = limits.number_is_free_at(case.message.contact_point)
	if free > now_datetime():
		raise NotNow("per_number", free + timedelta(seconds=1))


def _line_has_room(case: Case) -> None:
	if not limits.room_on(case.line):
		raise NotNow("rate", limits.next_room_on(case.line))


FORBIDDING = (_person_has_not_stopped, _can_be_reached, _window_is_open, _country_is_allowed, _is_safe)
DELAYING = (_nobody_is_woken, _money_is_left, _number_has_room, _line_has_room)
# what forbids comes before what delays, so that nobody waits for a refusal
RULES = (_sending_is_on, _account_runs, *FORBIDDING, _words_may_leave, *DELAYING)


def _last_in(contact_point: str, line: str | None = None) -> datetime | None:
	table = message_rows.table()
	query = frappe.qb.from_(table).select(Max(table.creation)).where(table.contact_point == contact_point)
	query = query.where(table.direction == "In")
	return (query.where(table.line == line) if line else query).run()[0][0]


def _time(value) -> time | None:
	return None if value in (None, "") else get_time(value)
