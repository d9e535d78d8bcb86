from frappe.model.document import Document


class CFMServiceSuggestion(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after: DF.SmallText | None
		before: DF.SmallText | None
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		field: DF.Data | None
		proposed_by: DF.Link | None
		proposed_on: DF.Datetime | None
		service: DF.Link | None
		site: DF.Data | None
		state: DF.Literal["open", "accepted", "rejected"]
	# end: auto-generated types
	"""A change of an entry that somebody proposed who may not make it. Written by the app alone."""
