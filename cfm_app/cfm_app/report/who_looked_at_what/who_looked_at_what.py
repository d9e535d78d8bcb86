"""Who looked at what, and why: the access log as auditors read it, with the reasons people typed."""

import frappe
from frappe import _
from frappe.utils import add_days, add_months, getdate, nowdate

from cfm_app.cfm_insight import columns
from cfm_app.confidentiality import log_reasons

FIELDS = ["name", "at", "user", "action", "record_type", "record", "detail", "sealed_reason"]
EXACT = ("user", "action", "record", "record_type")
MOST_ROWS = 2000


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str | None]:
	"""Return columns, rows newest first, and a message when there are more. Filters: from_date, to_date, user, action, record."""
	frappe.has_permission(log_reasons.LOG, "read", throw=True)
	filters = filters or {}
	wanted = {field: filters[field] for field in EXACT if filters.get(field)}
	until = add_days(getdate(filters.get("to_date") or nowdate()), 1)
	wanted["at"] = ["between", [getdate(filters.get("from_date") or add_months(nowdate(), -1)), until]]
	rows = frappe.get_list(log_reasons.LOG, wanted, FIELDS, order_by="name desc", limit=MOST_ROWS + 1)
	more = _("Only the newest {0} rows are shown. Choose a shorter time.").format(MOST_ROWS)
	return _columns(), [_row(row) for row in rows[:MOST_ROWS]], more if len(rows) > MOST_ROWS else None


def _row(row) -> dict:
	reason = log_reasons.opened(row.pop("sealed_reason"), row.record)
	return {**row, "action": _(row.action), "record_type": _(row.record_type or ""), "reason": reason}


def _columns() -> list[dict]:
	return [
		columns.column("at", _("At"), "Datetime", 160),
		columns.user("user", _("User")),
		columns.column("action", _("Action"), width=120),
		columns.column("record", _("Reference"), width=150),
		columns.column("record_type", _("Record type"), width=130),
		columns.column("reason", _("Reason"), width=320),
		columns.column("detail", _("Detail"), width=150),
	]
