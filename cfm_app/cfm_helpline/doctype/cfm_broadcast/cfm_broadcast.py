from frappe.model.document import Document


class CFMBroadcast(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		area: DF.Link | None
		asked_by: DF.Link | None
		asked_on: DF.Datetime | None
		audience_fingerprint: DF.Data | None
		blocked: DF.Int
		delivered: DF.Int
		estimate: DF.Float
		failed: DF.Int
		language: DF.Link | None
		line: DF.Link
		parts: DF.Int
		people: DF.Int
		per_minute: DF.Int
		project: DF.Link | None
		replies: DF.Int
		replies_to: DF.Link | None
		sent: DF.Int
		start_on: DF.Datetime | None
		state: DF.Literal["Draft", "Asked", "Approved", "Running", "Paused", "Done", "Cancelled"]
		template_key: DF.Data
		title: DF.Data
		written_since: DF.Date | None
	# end: auto-generated types
	"""A neutral message to many people, asked for by one and approved by another."""
