from frappe.model.document import Document


class CFMSector(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		is_active: DF.Check
		pack: DF.Data | None
		sort: DF.Int
		title: DF.Data
	# end: auto-generated types
	"""A sector of humanitarian work, as the clusters divide it."""
