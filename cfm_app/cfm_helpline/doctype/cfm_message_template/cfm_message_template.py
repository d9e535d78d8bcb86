from frappe.model.document import Document


class CFMMessageTemplate(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approval_state: DF.Literal["", "pending", "approved", "rejected", "paused"]
		body: DF.SmallText
		content_sid: DF.Data | None
		is_active: DF.Check
		kind: DF.Literal["Any", "SMS", "WhatsApp", "Messenger", "E-mail"]
		language: DF.Link
		max_segments: DF.Int
		reviewed_as_neutral: DF.Check
		reviewed_by: DF.Link | None
		reviewed_on: DF.Datetime | None
		template_key: DF.Data
		title: DF.Data
	# end: auto-generated types
	"""Words of a message in one language: what may be sent at all. Typed variables only."""
