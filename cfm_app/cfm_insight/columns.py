"""The columns that several reports share, written once."""

from frappe import _


def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 120, **more) -> dict:
	"""Return one column of a script report; `more` holds options, precision and the like."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}


def link(fieldname: str, label: str, doctype: str, width: int = 140) -> dict:
	"""Return a column that opens a document."""
	return column(fieldname, label, "Link", width, options=doctype)


def user(fieldname: str, label: str, width: int = 200) -> dict:
	"""Return a column of users."""
	return link(fieldname, label, "User", width)


def reference(doctype: str) -> dict:
	"""Return the column with the reference of a record."""
	return link("name", _("Reference"), doctype)


def received_on(fieldtype: str = "Datetime") -> dict:
	"""Return the column that says when a record was received."""
	return column("received_on", _("Received on"), fieldtype, 160 if fieldtype == "Datetime" else 110)


def area() -> dict:
	"""Return the column with the name of the area, as desk_titles.with_titles puts it."""
	return column("area_title", _("Area"), width=140)


def category() -> dict:
	"""Return the column with the name of the category, as desk_titles.with_titles puts it."""
	return column("category_title", _("Category"), width=220)


def level() -> dict:
	"""Return the column with the sensitivity level, 0 to 6."""
	return column("level", _("Level"), "Int", 70)
