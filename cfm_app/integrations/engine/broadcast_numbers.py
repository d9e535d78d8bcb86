"""Counts what became of a broadcast. Small numbers never reach the document: nobody is singled out by a count."""

from collections import Counter, defaultdict

import frappe
from frappe.query_builder.functions import Count

from cfm_app.confidentiality.published_numbers import smallest_count
from cfm_app.rules import broadcasts as rules

BROADCAST, RECIPIENT, MESSAGE = "CFM Broadcast", "CFM Broadcast Recipient", "CFM Message"
EVENT = "cfm_broadcast"
HELD_BACK = ("stopped", "unreachable", "foreign", "unworded")
NOTHING_COUNTED = dict.fromkeys(
	("people", "parts", "estimate", "replies", *rules.OUTCOMES, *(f"held_{why}" for why in HELD_BACK))
)
OUTCOME_OF_RECIPIENT = {"Waiting": "waiting", "Cancelled": "blocked"}


def outcomes(broadcast: str) -> Counter:
	"""Return {outcome of rules.OUTCOMES: people}."""
	counts = Counter()
	for state, number in _by_state(RECIPIENT, broadcast):
		counts[OUTCOME_OF_RECIPIENT.get(state, "")] += number
	counts.pop("", None)
	for state, number in _by_state(MESSAGE, broadcast, direction="Out"):
		counts[rules.OUTCOME_OF[state]] += number
	return counts


def count_again(broadcast: str) -> Counter:
	"""Write the numbers that may be shown into the broadcast and tell open forms of it. Returns `outcomes`."""
	counts, threshold = outcomes(broadcast), smallest_count()
	shown = rules.shown_outcomes(counts, threshold)
	shown["replies"] = rules.shown(_replies(broadcast), threshold)
	before = frappe.db.get_value(BROADCAST, broadcast, list(shown), as_dict=True)
	if before != shown:
		frappe.db.set_value(BROADCAST, broadcast, shown, update_modified=False)
		tell_open_forms(broadcast)
	return counts


def estimate(people: list, held_back: dict, line) -> dict[str, str]:
	"""Return {parts, estimate, held_…}: what may be shown of a broadcast before it goes out.

	`people`: [(candidate, Rendered)]; `held_back`: {why of HELD_BACK: number}.
	"""
	parts_by_language = defaultdict(list)
	for _candidate, words in people:
		parts_by_language[words.language].append(words.segments)
	threshold = smallest_count()
	parts = rules.shown_parts(parts_by_language, threshold)
	currency = frappe.get_cached_value("CFM Channel Settings", None, "currency_code")
	cost = f"{parts * line.price_per_segment:.2f} {currency}" if line.price_per_segment else ""
	held = {f"held_{why}": rules.shown(held_back.get(why, 0), threshold) for why in HELD_BACK}
	return {"parts": str(parts), "estimate": cost, **held}


def tell_open_forms(broadcast: str) -> None:
	"""Have whoever has this broadcast open look again; what is sent is its name alone."""
	frappe.publish_realtime(
		EVENT, {"name": broadcast}, doctype=BROADCAST, docname=broadcast, after_commit=True
	)


def _replies(broadcast: str) -> int:
	return sum(number for _state, number in _by_state(MESSAGE, broadcast, direction="In"))


def _by_state(doctype: str, broadcast: str, **more) -> tuple:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.state, Count("*")).where(table.broadcast == broadcast)
	for field, value in more.items():
		query = query.where(table[field] == value)
	return query.groupby(table.state).run()
