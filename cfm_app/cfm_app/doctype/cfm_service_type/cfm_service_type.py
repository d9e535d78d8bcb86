from frappe.model.document import Document


class CFMServiceType(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		is_active: DF.Check
		is_hidden_place: DF.Check
		pack: DF.Data | None
		plain_words: DF.Data | None
		sector: DF.Link
		sort: DF.Int
		title: DF.Data
	# end: auto-generated types
	"""What a service does; people look for it by this."""
