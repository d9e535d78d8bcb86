"""How people rated the reception, by month and by who received them; few ratings are not shown one by one."""

from collections import defaultdict

import frappe
from frappe import _

from cfm_app.cfm_insight import columns
from cfm_app.rules.indicators import average_rating

FEWEST = 5


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and a note. Filters: received_from, received_until, area."""
	filters = filters or {}
	ratings = defaultdict(list)
	for row in _rated(filters):
		ratings[row.received_on.strftime("%Y-%m"), row.received_by or ""].append(row.intake_rating)
	rows = [_row(month, worker, given) for (month, worker), given in sorted(ratings.items(), reverse=True)]
	return _columns(), rows, _("Averages of fewer than {0} ratings are not shown.").format(FEWEST)


def _rated(filters: dict) -> list[dict]:
	known = [["intake_rating", ">", 0]]
	if filters.get("area"):
		known.append(["area", "=", filters["area"]])
	if filters.get("received_from"):
		known.append(["received_on", ">=", filters["received_from"]])
	if filters.get("received_until"):
		known.append(["received_on", "<=", f"{filters['received_until']} 23:59:59"])
	fields = ["received_on", "received_by", "intake_rating"]
	return frappe.get_list("CFM Interaction", filters=known, fields=fields, limit=0)


def _row(month: str, worker: str, given: list[int]) -> dict:
	rating = average_rating(given)
	return {
		"month": month,
		"worker": worker,
		"n": rating.n,
		"mean": rating.mean if rating.n >= FEWEST else None,
	}


def _columns() -> list[dict]:
	return [
		columns.column("month", _("Month"), width=100),
		columns.user("worker", _("Received by"), 240),
		columns.column("mean", _("Average (1-5)"), "Float", 130, precision=2),
		columns.column("n", _("Ratings"), "Int", 100),
	]
