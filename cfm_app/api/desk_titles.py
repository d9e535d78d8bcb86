"""The names of reference data as people read them, for rows that hold codes."""

import frappe
from frappe import _

TITLED = {
	"feedback_type": "CFM Feedback Type",
	"category": "CFM Category",
	"urgency": "CFM Urgency",
	"area": "CFM Area",
	"channel": "CFM Channel",
	"project": "CFM Project",
	"outcome": "CFM Outcome",
}


def title(doctype: str, code: str | None) -> str:
	"""Return the title of a code in the language of the user, "" for none."""
	return _(frappe.get_cached_value(doctype, code, "title") or code) if code else ""


def with_titles(rows: list[dict]) -> list[dict]:
	"""Return the rows with <field>_title beside each coded field."""
	for row in rows:
		row.update(
			{
				f"{field}_title": title(doctype, row.get(field))
				for field, doctype in TITLED.items()
				if field in row
			}
		)
	return rows
