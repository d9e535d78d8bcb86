"""Records with something wrong in their data, with a score for each record and each person who took them in."""

from collections import defaultdict
from statistics import fmean

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from cfm_app.cfm_app.doctype.cfm_category.cfm_category import effective_floor
from cfm_app.cfm_insight import columns
from cfm_app.confidentiality.vault import read_for_system
from cfm_app.handling.moments import to_utc
from cfm_app.rules import quality
from cfm_app.rules.quality import RecordForQuality

EXPLAINED = ("explained_process", "explained_deadline", "explained_confidentiality", "explained_channels")
LOOKED_FOR = ("feedback_type", "channel", "category", "area", "urgency", "project")
FIELDS = [
	"name",
	*LOOKED_FOR,
	"level",
	"received_on",
	"occurred_on",
	"closed_on",
	"received_by",
	"next_action_on",
	"interaction",
]
MOST_RECORDS = 1000


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows. Filters: received_from, received_until, area, received_by, by_person."""
	filters = filters or {}
	rows = _complaints(filters) + _contacts(filters)
	if filters.get("by_person"):
		return _person_columns(), _by_person(rows)
	return _record_columns(), [_in_words(row) for row in rows if row["problems"]]


def _complaints(filters: dict) -> list[dict]:
	rows = frappe.get_list(
		"Complaint", _known(filters), FIELDS, order_by="received_on desc", limit=MOST_RECORDS
	)
	explained = _explained({row.interaction for row in rows if row.interaction})
	return [_judged("Complaint", row, _of_complaint(row, row.interaction in explained)) for row in rows]


def _contacts(filters: dict) -> list[dict]:
	if not frappe.has_permission("CFM Interaction", "read"):
		return []
	known = {**_known(filters), "state": ["in", ["New", "Claimed"]]}
	fields = ["name", "received_on", "received_by", "channel", "area", *EXPLAINED]
	rows = frappe.get_list("CFM Interaction", known, fields, order_by="received_on desc", limit=MOST_RECORDS)
	return [_judged("CFM Interaction", row, _of_contact(row), {"unclassified"}) for row in rows]


def _of_complaint(row, explained: bool) -> RecordForQuality:
	# whether a summary names somebody is counted here; what it says stays in the vault
	summary = read_for_system("Complaint", row.name).get("summary", "")
	return RecordForQuality(
		received_at=to_utc(row.received_on),
		level=row.level,
		floor=effective_floor(row.category) if row.category else 0,
		filled=frozenset({field for field in LOOKED_FOR if row[field]} | ({"summary"} if summary else set())),
		occurred_at=_start_of(row.occurred_on, row.received_on),
		closed_at=to_utc(row.closed_on) if row.closed_on else None,
		summary=summary,
		is_explained=explained,
		has_next_action=bool(row.next_action_on),
	)


def _of_contact(row) -> RecordForQuality:
	explained = all(row[field] for field in EXPLAINED)
	return RecordForQuality(received_at=to_utc(row.received_on), is_explained=explained, has_next_action=True)


def _start_of(occurred_on, received_on):
	"""Return the moment of a day on which it happened; the day of receipt itself is never too late."""
	if not occurred_on:
		return None
	same_day = getdate(occurred_on) == getdate(received_on)
	return to_utc(received_on) if same_day else to_utc(get_datetime(occurred_on))


def _judged(doctype: str, row, record: RecordForQuality, only: set[str] | None = None) -> dict:
	found = quality.problems(record, to_utc(frappe.utils.now_datetime()))
	found = [code for code in found if not only or code in only]
	return {
		"record_type": doctype,
		"record": row.name,
		"received_by": row.received_by,
		"received_on": row.received_on,
		"problems": found,
		"score": quality.score(found),
	}


def _explained(contacts: set[str]) -> set[str]:
	filters = {"name": ["in", list(contacts)], **{field: 1 for field in EXPLAINED}}
	return (
		set(frappe.get_all("CFM Interaction", filters, pluck="name")) if contacts else set()
	)  # reason: only whether four boxes are ticked


def _known(filters: dict) -> dict:
	known = {field: filters[field] for field in ("area", "received_by") if filters.get(field)}
	start, end = filters.get("received_from"), filters.get("received_until")
	if start or end:
		known["received_on"] = ["between", [start or "2000-01-01", f"{end or getdate()} 23:59:59"]]
	return known


def _by_person(rows: list[dict]) -> list[dict]:
	scores = defaultdict(list)
	for row in rows:
		scores[row["received_by"] or ""].append(row["score"])
	found = [
		{
			"received_by": person,
			"records": len(given),
			"faulty": sum(1 for score in given if score < 100),
			"score": fmean(given),
		}
		for person, given in scores.items()
	]
	return sorted(found, key=lambda row: row["score"])


def _in_words(row: dict) -> dict:
	return {**row, "problems": " · ".join(problem_in_words(code) for code in row["problems"])}


def problem_in_words(code: str) -> str:
	"""Return a problem code of rules/quality.py in plain words."""
	if code.startswith("missing_"):
		label = frappe.get_meta("Complaint").get_label(code.removeprefix("missing_"))
		return _("{0} is missing").format(_(label))
	return {
		"received_in_future": _("received in the future"),
		"closed_before_received": _("closed before it was received"),
		"occurred_after_received": _("happened after it was received"),
		"unclassified": _("not classified in time"),
		"summary_shows_identifier": _("the summary shows a number or an address"),
		"not_explained": _("the person was not told the four points"),
		"no_next_action": _("no next action"),
		"level_below_floor": _("the level is lower than the category allows"),
	}[code]


def _record_columns() -> list[dict]:
	return [
		columns.column("record", _("Reference"), "Dynamic Link", 140, options="record_type"),
		columns.column("score", _("Score"), "Int", 80),
		columns.column("problems", _("What is wrong"), width=480),
		columns.received_on(),
		columns.user("received_by", _("Received by")),
		columns.column("record_type", _("Kind"), width=130),
	]


def _person_columns() -> list[dict]:
	return [
		columns.user("received_by", _("Received by"), 240),
		columns.column("records", _("Records"), "Int", 100),
		columns.column("faulty", _("With something wrong"), "Int", 160),
		columns.column("score", _("Average score"), "Float", 120, precision=1),
	]
