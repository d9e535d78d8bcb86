"""A way in which people reach the organisation, or receive its answer."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate


class CFMChannel(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		backup_channel: DF.Link | None
		can_carry_answers: DF.Check
		code: DF.Data
		confidentiality_checked_on: DF.Date | None
		cost_to_user: DF.Data | None
		hours: DF.Data | None
		is_active: DF.Check
		languages: DF.Data | None
		needs_literacy: DF.Literal["No", "Partly", "Yes"]
		needs_phone: DF.Check
		opened_by: DF.Data | None
		pack: DF.Data | None
		safe_for: DF.SmallText | None
		sensitive_suitable: DF.Literal["No", "Partly", "Yes"]
		sort: DF.Int
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
	# end: auto-generated types

	def validate(self):
		self.validate_from_to_dates("valid_from", "valid_to")
		if self.backup_channel and self.backup_channel == self.name:
			frappe.throw(_("A channel cannot be its own backup."))
		if self.confidentiality_checked_on and getdate(self.confidentiality_checked_on) > getdate():
			frappe.throw(_("The confidentiality check cannot lie in the future."))
