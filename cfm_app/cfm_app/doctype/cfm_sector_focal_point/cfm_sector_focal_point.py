from cfm_app.confidentiality.inner_row import InnerRow


class CFMSectorFocalPoint(InnerRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		user: DF.Link
	# end: auto-generated types
	"""Somebody who keeps the entries of a sector true, everywhere or in one place."""
