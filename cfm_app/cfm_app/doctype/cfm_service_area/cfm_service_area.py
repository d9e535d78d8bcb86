import frappe

from cfm_app.confidentiality.inner_row import InnerRow


class CFMServiceArea(InnerRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
	"""A place from which people may come."""


def on_doctype_update():
	"""The finder asks which services are in some areas."""
	frappe.db.add_index("CFM Service Area", ["area", "parent"], "area_parent")
