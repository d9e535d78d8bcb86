"""Takes out of the timeline what people are in a complaint: an earlier version told it to who only answers the need."""

import frappe

STEP = "CFM Step"
OTHERS = "team"


def execute() -> None:
	"""Empty the detail of every step that says somebody was added, except of those about an investigation's team."""
	table = frappe.qb.DocType(STEP)
	changed = frappe.qb.update(table).set(table.detail, None).where(table.kind == "party added")
	changed.where(table.detail != OTHERS).run()
