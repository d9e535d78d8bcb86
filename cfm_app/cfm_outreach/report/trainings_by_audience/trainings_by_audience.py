"""Trainings and briefings counted for each audience apart: contractors are not staff."""

from collections import defaultdict

import frappe
from frappe import _

from cfm_app.cfm_insight import columns

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
		columns.column("audience", _("Audience"), width=160),
		columns.column("sessions", _("Sessions"), "Int", 100),
		columns.column("participants", _("Participants"), "Int", 110),
		columns.column("women", _("Women"), "Int", 90),
		columns.column("men", _("Men"), "Int", 90),
		columns.column("other_or_unknown", _("Other or unknown"), "Int", 140),
		columns.column("gain", _("Gain in score (points)"), "Float", 160, precision=1),
	]
