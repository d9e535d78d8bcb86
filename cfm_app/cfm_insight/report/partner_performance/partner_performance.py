"""How partners answer referrals, by sector and area: a ground to talk with them, never a row about a person."""

import frappe
from frappe import _

from cfm_app.cfm_insight import referral_counts


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and a note. Filters: from_date, to_date (whole months)."""
	rows = referral_counts.rows(filters or {}, "provider", _organisation)
	return referral_counts.columns(_("Organisation")), rows, referral_counts.note()


def _organisation(provider: str) -> str:
	return frappe.get_cached_value("Service Provider", provider, "title") or _("not said")
