"""Trainings and briefings counted for each audience apart: contractors are not staff."""

from collections import defaultdict

import frappe
from frappe import _

COUNTS = ("women", "men", "other_or_unknown", "participants")
FIELDS = ["audience", "kind", *COUNTS, "pre_score", "post_score"]


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and one row for each audience. Filters: held_from, held_until, project, area."""
	by_audience = defaultdict(list)
	for training in frappe.get_list(
		"CFM Training", _known(filters or {}), FIELDS, order_by="held_on", limit=0
	):
		by_audience[training.audience].append(training)
	return _columns(), [_row(audience, held) for audience, held in sorted(by_audience.items())]


def _known(filters: dict) -> dict:
	known = {field: filters[field] for field in ("project", "area") if filters.get(field)}
	start, end = filters.get("held_from"), filters.get("held_until")
	if start or end:
		known["held_on"] = ["between", [start or "2000-01-01", end or "2999-12-31"]]
	return known


def _row(audience: str, held: list[dict]) -> dict:
	sums = {field: sum(training[field] or 0 for training in held) for field in COUNTS}
	gains = [
		training.post_score - training.pre_score
		for training in held
		if training.pre_score and training.post_score
	]
	return {
		"audience": _(audience),
		"sessions": len(held),
		**sums,
		"gain": sum(gains) / len(gains) if gains else None,
	}


def _columns() -> list[dict]:
	return [
		{"fieldname": "audience", "label": _("Audience"), "fieldtype": "Data", "width": 160},
		{"fieldname": "sessions", "label": _("Sessions"), "fieldtype": "Int", "width": 100},
		{"fieldname": "participants", "label": _("Participants"), "fieldtype": "Int", "width": 110},
		{"fieldname": "women", "label": _("Women"), "fieldtype": "Int", "width": 90},
		{"fieldname": "men", "label": _("Men"), "fieldtype": "Int", "width": 90},
		{"fieldname": "other_or_unknown", "label": _("Other or unknown"), "fieldtype": "Int", "width": 140},
		{
			"fieldname": "gain",
			"label": _("Gain in score (points)"),
			"fieldtype": "Float",
			"precision": 1,
			"width": 160,
		},
	]
