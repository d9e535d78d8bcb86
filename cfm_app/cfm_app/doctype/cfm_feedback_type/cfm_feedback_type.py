"""What the person is doing: asking, thanking, complaining …"""

from frappe.model.document import Document

from cfm_app.cfm_app.doctype.cfm_sensitivity_level.cfm_sensitivity_level import check_level


class CFMFeedbackType(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		default_level: DF.Int
		default_urgency: DF.Link | None
		is_about_conduct: DF.Check
		is_active: DF.Check
		level_floor: DF.Int
		needs_answer: DF.Literal["Yes", "Optional", "No"]
		on_portal: DF.Check
		pack: DF.Data | None
		plain_words: DF.Data | None
		sort: DF.Int
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
	# end: auto-generated types

	def validate(self):
		check_level(self, "level_floor")
		check_level(self, "default_level")
		self.default_level = max(self.default_level or 0, self.level_floor or 0)
		self.validate_from_to_dates("valid_from", "valid_to")
