"""Complaints as a researcher may work with them, in one study."""

import frappe
from frappe import _

from cfm_app.cfm_insight import columns
from cfm_app.confidentiality import published_numbers, research


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Return columns, rows and a note. Filter: study (needed)."""
	name = (filters or {}).get("study")
	if not name:
		return [], [], _("Choose a study.")
	study = frappe.get_doc("CFM Research Study", name)
	study.check_permission("read")
	note = _(
		"Every line looks like at least {0} lines of this file. A star stands for what was given up for that."
	)
	return _columns(study), research.rows_of(study), note.format(published_numbers.smallest_count())


def _columns(study) -> list[dict]:
	shown = [
		columns.column("pseudonym", _("Number in this study"), width=150),
		columns.column("month", _("Month"), width=90),
		columns.column("kind", _("Type"), width=200),
		columns.column("branch", _("Category"), width=200),
		columns.column("area", _("Area"), width=140),
		columns.column("sex", _("Sex"), width=90),
		columns.column("age_band", _("Age band"), width=90),
		columns.column("outcome", _("Outcome"), width=160),
		columns.column("days", _("Days until closed"), width=130),
	]
	return [*shown, columns.column("text", _("Cleared text"), width=400)] if study.with_texts else shown
