"""Decides the order of referrals on their board: what is red first, then what is due first (requirement E39)."""

from cfm_app.rules.referral_clocks import AMBER, GREEN, RED
from cfm_app.rules.referral_states import ENDED, STATES

OPEN = tuple(state for state in STATES if state not in ENDED)
RANK = {RED: 0, AMBER: 1, GREEN: 2}
URGENT_PRIORITIES = ("EMERG", "URGENT")
FAR_AWAY = "9999"


def columns(rows: list[dict]) -> list[dict]:
	"""Return [{state, rows}] of the open states that hold something, in the order of the work.

	A row: {workflow_state, priority, due_on, standing: {word}}.
	"""
	in_order = sorted(rows, key=_order)
	found = [
		{"state": state, "rows": [row for row in in_order if row["workflow_state"] == state]}
		for state in OPEN
	]
	return [column for column in found if column["rows"]]


def is_urgent(row: dict) -> bool:
	"""Tell whether it belongs on the urgent board: by its priority, or because it is red."""
	return row["priority"] in URGENT_PRIORITIES or row["standing"]["word"] == RED


def _order(row: dict) -> tuple:
	return RANK[row["standing"]["word"]], str(row.get("due_on") or FAR_AWAY), row["name"]
