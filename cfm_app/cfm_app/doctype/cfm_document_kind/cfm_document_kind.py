from frappe.model.document import Document


class CFMDocumentKind(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		feedback_type: DF.Link | None
		is_active: DF.Check
		is_required: DF.Check
		needed_when: DF.Literal["from the start", "at closing"]
		pack: DF.Data | None
		required_from_level: DF.Int
		sort: DF.Int
		title: DF.Data
	# end: auto-generated types
	"""A kind of paper that belongs into the file of a complaint, and when it has to be there."""
