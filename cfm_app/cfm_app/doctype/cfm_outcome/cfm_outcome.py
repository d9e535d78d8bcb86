"""How a complaint ended, and whether it counts in the 15-day indicator."""

from frappe.model.document import Document


class CFMOutcome(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		counts: DF.Literal["Counted", "Left out", "Left out when closed the same day"]
		is_active: DF.Check
		needs_no_response: DF.Check
		pack: DF.Data | None
		sort: DF.Int
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
	# end: auto-generated types

	def validate(self):
		self.validate_from_to_dates("valid_from", "valid_to")
