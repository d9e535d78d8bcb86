"""What retention would do tonight, record by record, before anybody lets it: nothing is changed by looking."""

from collections import Counter

import frappe
from frappe import _

from cfm_app.cfm_insight import columns
from cfm_app.confidentiality import retention
from cfm_app.confidentiality.permissions import record_depth
from cfm_app.rules.access import EXISTS

SHOWN = 1000


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str, None, list[dict]]:
	"""Return columns, rows, a sentence, no chart, and counts. Rows are records the user may know of."""
	rows = [_row(row) for row in retention.preview(SHOWN) if _may_know(row)]
	return _columns(), rows, _sentence(), None, _counts(rows)


def _may_know(row: dict) -> bool:
	return record_depth(frappe._dict(row)) >= EXISTS


def _row(row: dict) -> dict:
	return {
		"record": row["record"],
		"record_type": _(row["record_type"]),
		"rule": _(frappe.get_cached_value("CFM Retention Rule", row["rule"], "title")),
		"closed_on": row["closed_on"],
		"planned_on": row["planned_on"],
		"stage": row["stage"] or row["because"],
		"what": _what(row["stage"]),
	}


def _what(stage: str | None) -> str:
	return {
		"identity": _("The identity goes"),
		"record": _("Everything but the numbers goes"),
		"archive": _("Sealed away, open to nobody"),
		None: _("On hold: nothing happens"),
	}[stage]


def _sentence() -> str:
	if frappe.db.get_single_value("CFM Settings", "retention_on"):
		return _("Retention is switched on: this happens in the coming nights.")
	return _("Retention is switched off in the settings: nothing happens until somebody switches it on.")


def _counts(rows: list[dict]) -> list[dict]:
	found = Counter(row["stage"] for row in rows)
	labels = {
		"identity": _("Identities"),
		"record": _("Records"),
		"archive": _("Sealed away"),
		"hold": _("On hold"),
	}
	return [
		{
			"value": found[stage],
			"label": label,
			"datatype": "Int",
			"indicator": "Orange" if stage == "hold" else "Blue",
		}
		for stage, label in labels.items()
	]


def _columns() -> list[dict]:
	return [
		columns.column("record", _("Record"), width=150),
		columns.column("record_type", _("Kind of record"), width=130),
		columns.column("rule", _("Retention rule"), width=220),
		columns.column("closed_on", _("Closed on"), "Date", 110),
		columns.column("planned_on", _("Planned on"), "Date", 110),
		columns.column("what", _("What happens"), width=280),
	]
