from frappe.model.document import Document


class CFMMessageLine(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		address: DF.Data | None
		area: DF.Link | None
		channel: DF.Link
		countries: DF.SmallText | None
		email_account: DF.Link | None
		is_active: DF.Check
		kind: DF.Literal["SMS", "WhatsApp", "Messenger", "E-mail"]
		language: DF.Link | None
		last_in_on: DF.Datetime | None
		last_out_on: DF.Datetime | None
		messaging_service: DF.Data | None
		one_way_countries: DF.SmallText | None
		path_key: DF.Data | None
		price_per_segment: DF.Float
		project: DF.Link | None
		rate_per_second: DF.Float
		receives: DF.Check
		sends: DF.Check
		title: DF.Data
	# end: auto-generated types
	"""One number, page or mailbox that people write to, and that answers go out from."""
