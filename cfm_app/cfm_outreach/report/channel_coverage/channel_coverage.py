"""For each area and each need of people: how many channels they can use there, and where there is none."""

import frappe
from frappe import _
from frappe.utils import getdate

from cfm_app.cfm_insight import columns

# need: (field of CFM Channel Availability, value it must have)
NEEDS = {
	"without_literacy": ("needs_literacy", 0),
	"without_phone": ("needs_phone", 0),
	"without_internet": ("needs_internet", 0),
	"without_travel": ("needs_travel", 0),
	"safe_for_women": ("safe_for_women", 1),
	"safe_for_children": ("safe_for_children", 1),
	"safe_for_disability": ("safe_for_disability", 1),
	"sensitive_capable": ("sensitive_capable", 1),
}
FIELDS = [
	"area",
	"channel",
	"project",
	"offered_from",
	"offered_until",
	*dict.fromkeys(field for field, _value in NEEDS.values()),
]


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and one row for each area. Filters: project, only_gaps."""
	filters = filters or {}
	offered = _offered(filters.get("project"))
	areas = frappe.get_list("CFM Area", {"is_active": 1}, ["name", "title", "path"], order_by="path", limit=0)
	rows = [_row(area, _reaching(area, offered, areas)) for area in areas]
	return _columns(), [row for row in rows if row["gaps"] or not filters.get("only_gaps")]


def _offered(project: str | None) -> list[dict]:
	rows = frappe.get_list("CFM Channel Availability", {"status": "Offered"}, FIELDS, limit=0)
	today = getdate()
	return [
		row
		for row in rows
		if (not project or row.project in (None, "", project))
		and (not row.offered_from or row.offered_from <= today)
		and (not row.offered_until or row.offered_until >= today)
	]


def _reaching(area, offered: list[dict], areas: list[dict]) -> list[dict]:
	"""Return the channels of an area: its own and those offered to a larger area around it."""
	around = {other.name for other in areas if area.path.startswith(other.path)}
	return [row for row in offered if row.area in around]


def _row(area, channels: list[dict]) -> dict:
	counts = {
		need: len({row.channel for row in channels if int(row[field] or 0) == value})
		for need, (field, value) in NEEDS.items()
	}
	words = need_words()
	gaps = [words[need] for need, number in counts.items() if not number]
	return {
		"area": area.name,
		"area_title": _(area.title),
		"channels": len({row.channel for row in channels}),
		**counts,
		"gaps": _("no channel: {0}").format(", ".join(gaps)) if gaps else "",
	}


def need_words() -> dict[str, str]:
	"""Return each need in plain words."""
	return {
		"without_literacy": _("without reading"),
		"without_phone": _("without a phone"),
		"without_internet": _("without internet"),
		"without_travel": _("without travel"),
		"safe_for_women": _("safe for women"),
		"safe_for_children": _("safe for children"),
		"safe_for_disability": _("usable with a disability"),
		"sensitive_capable": _("for sensitive complaints"),
	}


def _columns() -> list[dict]:
	return [
		columns.column("area_title", _("Area"), width=180),
		columns.column("channels", _("Channels"), "Int", 90),
		columns.column("gaps", _("Gaps"), width=300),
		*(columns.column(need, label.capitalize(), "Int") for need, label in need_words().items()),
	]
