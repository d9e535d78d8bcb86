"""How the lists of complaints and contacts look at first: a board by state, and the columns of the list.

Both are records of the site. They are made once; what the site changes stays.
"""

import frappe

BOARD = "Complaints by state"
COLUMNS = {
	"Received": "Red",
	"Triaged": "Blue",
	"In progress": "Blue",
	"Waiting": "Orange",
	"Answer drafted": "Cyan",
	"Answer approved": "Cyan",
	"Answered": "Green",
	"Reopened": "Orange",
	"Appealed": "Red",
}
CARD_FIELDS = ("level", "next_due", "handler")
LIST_COLUMNS = {
	"Complaint": ("category", "level", "urgency", "next_due", "area"),
	"CFM Interaction": ("channel", "area", "received_on", "claimed_by"),
	"CFM Focal Point": ("user", "duty", "area", "project", "level_from", "level_to"),
	"CFM Access Log": ("at", "user", "action", "record_type", "record"),
}


def create_missing() -> None:
	"""Create the board and the list columns that the site does not have."""
	if not frappe.db.exists("Kanban Board", BOARD):
		_create_board()
	for doctype, fields in LIST_COLUMNS.items():
		if not frappe.db.exists("List View Settings", doctype):
			_create_columns(doctype, fields)


def _create_board() -> None:
	board = frappe.new_doc("Kanban Board", kanban_board_name=BOARD, reference_doctype="Complaint")
	board.update({"field_name": "workflow_state", "private": 0, "show_labels": 1})
	board.fields = frappe.as_json(list(CARD_FIELDS))
	board.filters = frappe.as_json([["Complaint", "closed_on", "is", "not set"]])
	for state, color in COLUMNS.items():
		board.append("columns", {"column_name": state, "status": "Active", "indicator": color})
	board.insert()


def _create_columns(doctype: str, fields: tuple[str, ...]) -> None:
	meta = frappe.get_meta(doctype)
	shown = [{"fieldname": "name", "label": "ID"}, {"fieldname": "status_field", "label": "Status"}]
	shown += [{"fieldname": field, "label": meta.get_label(field)} for field in fields]
	settings = frappe.new_doc("List View Settings", name=doctype, total_fields=str(len(shown) + 1))
	settings.update({"fields": frappe.as_json(shown), "disable_comment_count": 1, "disable_sidebar_stats": 1})
	settings.insert(set_name=doctype)
