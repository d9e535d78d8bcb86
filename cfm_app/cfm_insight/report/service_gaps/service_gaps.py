"""What people need and no service gives, by sector and area: what others are asked to fill."""

from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import add_months, getdate, today

from cfm_app.api.desk_titles import title
from cfm_app.cfm_helpline.report.message_delivery.message_delivery import legend
from cfm_app.cfm_insight.columns import column
from cfm_app.confidentiality.published_numbers import smallest_count
from cfm_app.directory.gaps import GAP
from cfm_app.rules.suppression import TOTAL, in_words, protect

MONTHS = 6
EVERYWHERE = ""
OPEN = ("open", "raised with others")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and the legend. Filters: from_date, to_date (whole months), all_states."""
	frappe.has_permission(GAP, "read", throw=True)
	counts = _counted(filters or {})
	sectors = sorted({sector for _area, sector in counts})
	return _columns(sectors), _rows(counts, sectors, smallest_count()), legend(smallest_count())


def _counted(filters: dict) -> dict[tuple[str, str], int]:
	"""Return {(area, sector): needs}."""
	first = getdate(filters.get("from_date") or add_months(today(), 1 - MONTHS))
	last = getdate(filters.get("to_date") or today())
	wanted = [["month", ">=", f"{first:%Y-%m}"], ["month", "<=", f"{last:%Y-%m}"]]
	if not filters.get("all_states"):
		wanted.append(["state", "in", list(OPEN)])
	counts: dict[tuple[str, str], int] = defaultdict(int)
	for row in frappe.get_list(GAP, wanted, ["area", "sector", "needs"], limit=0):
		counts[row.area, row.sector] += row.needs
	return counts


def _rows(counts: dict, sectors: list[str], threshold: int) -> list[dict]:
	areas = sorted({area for area, _sector in counts}, key=lambda area: title("CFM Area", area))
	if not areas:
		return []
	table = protect(counts, {EVERYWHERE: None, **dict.fromkeys(areas, EVERYWHERE)}, sectors, threshold)
	return [
		{
			"area_title": title("CFM Area", area) or _("All"),
			**{sector: in_words(table[area, sector], threshold) for sector in (*sectors, TOTAL)},
		}
		for area in (EVERYWHERE, *areas)
	]


def _columns(sectors: list[str]) -> list[dict]:
	return [
		column("area_title", _("Area"), width=200),
		column(TOTAL, _("Total"), width=90),
		*(column(sector, title("CFM Sector", sector), width=170) for sector in sectors),
	]
