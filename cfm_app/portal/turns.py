"""Whose turn it is to have a receipt code looked up: a network that typed many wrong ones waits, without a script.

Whoever has to wait gets a sealed ticket in a hidden field and presses the same button again. The rule with its
numbers is rules/code_tries.py.
"""

from dataclasses import dataclass
from math import ceil

import frappe

from cfm_app.portal import counters, tokens
from cfm_app.rules import code_tries
from cfm_app.rules.references import normalise_receipt_code

TICKET = "ticket"
TRIES, WRONG, WAITED, CODE = "tries", "wrong codes", "waited", "code"


@dataclass(frozen=True)
class Turn:
	"""Whether a code may be looked up now; if not, in how many seconds, with which ticket ("" when none helps)."""

	is_now: bool
	seconds: int = 0
	ticket: str = ""


NOW = Turn(True)
LATER = Turn(False, counters.HOUR)


def ask(typed: str, ticket: str) -> Turn:
	"""Count one try and say whether the code may be looked up. Right and wrong codes are told the same."""
	tried = counters.count(TRIES, counters.source())
	turn = NOW
	if code_tries.must_wait(tried, counters.so_far(WRONG)):
		turn = _after_waiting(ticket, tried)
	if turn.is_now and code_tries.is_locked(counters.count(CODE, normalise_receipt_code(typed) or typed)):
		return LATER
	return turn


def settle(was_right: bool) -> None:
	"""Remember how a look-up ended: a right code costs its network nothing."""
	if was_right:
		counters.give_back(TRIES, counters.source())
	else:
		counters.count(WRONG)


def _after_waiting(ticket: str, tried: int) -> Turn:
	held = tokens.read(TICKET, ticket, counters.HOUR)
	if not held:
		return _new_ticket(tried)
	left = ceil(held["seconds"] - tokens.age(held))
	if left > 0:
		return Turn(False, left, ticket)
	if code_tries.is_used_up(counters.count(WAITED, counters.source()), counters.count(WAITED)):
		return LATER
	return NOW if counters.is_first(TICKET, held["once"]) else _new_ticket(tried)


def _new_ticket(tried: int) -> Turn:
	seconds = code_tries.seconds_to_wait(tried)
	once = frappe.generate_hash(length=16)
	return Turn(False, seconds, tokens.make(TICKET, once=once, seconds=seconds))
