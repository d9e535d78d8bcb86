from frappe.model.document import Document


class CFMBulletinRead(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		bulletin: DF.Link | None
		once: DF.Data | None
		read_on: DF.Datetime | None
		user: DF.Link | None
	# end: auto-generated types
	"""Somebody has read a bulletin."""
