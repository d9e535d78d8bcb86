import frappe

from cfm_app.confidentiality.inner_row import InnerRow


class CFMServiceSite(InnerRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.SmallText | None
		area: DF.Link
		hours: DF.Data | None
		is_hidden: DF.Check
		latitude: DF.Float
		longitude: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		phone: DF.Data | None
		title: DF.Data
	# end: auto-generated types
	"""One place where a service is given."""


def on_doctype_update():
	"""The finder asks which services are in some areas."""
	frappe.db.add_index("CFM Service Site", ["area", "parent"], "area_parent")
