"""What became of each broadcast: how many people, how many messages arrived, what it cost. Nobody is named."""

import frappe
from frappe import _

from cfm_app.cfm_helpline.report.message_delivery.message_delivery import legend
from cfm_app.cfm_insight.columns import column, link
from cfm_app.confidentiality.published_numbers import smallest_count

NUMBERS = ("people", "waiting", "sent", "delivered", "failed", "blocked", "replies", "parts", "estimate")
FIELDS = ["name", "title", "line", "state", "asked_by", "approved_by", "approved_on", *NUMBERS]


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and the legend. Filters: line, state, from_date and to_date (of the approval)."""
	filters = filters or {}
	wanted = [[field, "=", filters[field]] for field in ("line", "state") if filters.get(field)]
	if filters.get("from_date"):
		wanted.append(["approved_on", ">=", filters["from_date"]])
	if filters.get("to_date"):
		wanted.append(["approved_on", "<=", f"{filters['to_date']} 23:59:59"])
	rows = frappe.get_list("CFM Broadcast", filters=wanted, fields=FIELDS, order_by="creation desc", limit=0)
	titles = dict(frappe.get_list("CFM Message Line", fields=["name", "title"], as_list=True, limit=0))
	shown = [{**row, "line": titles.get(row.line, ""), "state": _(row.state)} for row in rows]
	return _columns(), shown, legend(smallest_count())


def _columns() -> list[dict]:
	return [
		link("name", _("Broadcast"), "CFM Broadcast"),
		column("title", _("Name"), width=200),
		column("line", _("Line"), width=140),
		column("state", _("State"), width=100),
		column("approved_on", _("Approved on"), "Datetime", 150),
		column("people", _("People"), width=80),
		column("waiting", _("Waiting"), width=80),
		column("sent", _("On its way"), width=90),
		column("delivered", _("Delivered"), width=90),
		column("failed", _("Failed"), width=80),
		column("blocked", _("Not sent"), width=80),
		column("replies", _("Replies"), width=80),
		column("parts", _("Parts"), width=80),
		column("estimate", _("Estimated cost"), width=120),
	]
