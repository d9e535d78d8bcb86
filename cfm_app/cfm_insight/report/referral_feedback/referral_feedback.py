"""What came back on referrals, inside the organisation and outside it, by sector and area (kpis K9)."""

from frappe import _

from cfm_app.cfm_insight import referral_counts


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and a note. Filters: from_date, to_date (whole months)."""
	return (
		referral_counts.columns(_("Kind")),
		referral_counts.rows(filters or {}, "kind", _),
		referral_counts.note(),
	)
