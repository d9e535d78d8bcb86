from frappe.model.document import Document


class CFMServiceChange(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after: DF.SmallText | None
		before: DF.SmallText | None
		changed_by: DF.Data | None
		changed_on: DF.Datetime | None
		field: DF.Data | None
		service: DF.Link | None
	# end: auto-generated types
	"""One change of a service, kept for good."""
