"""Which channel people can use in an area, from when, and whom it is safe for."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate


class CFMChannelAvailability(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accessible: DF.Check
		appropriate: DF.Check
		area: DF.Link
		capacity: DF.Data | None
		channel: DF.Link
		checked_by: DF.Link | None
		checked_on: DF.Date | None
		cost_to_caller: DF.Data | None
		hours: DF.Data | None
		languages: DF.Data | None
		needs_internet: DF.Check
		needs_literacy: DF.Check
		needs_phone: DF.Check
		needs_travel: DF.Check
		offered_from: DF.Date | None
		offered_until: DF.Date | None
		project: DF.Link | None
		relevant: DF.Check
		safe_for_children: DF.Check
		safe_for_disability: DF.Check
		safe_for_women: DF.Check
		sensitive_capable: DF.Check
		status: DF.Literal["Offered", "Suspended", "Closed"]
	# end: auto-generated types

	def validate(self):
		self.validate_from_to_dates("offered_from", "offered_until")
		if self.checked_on and getdate(self.checked_on) > getdate():
			frappe.throw(_("The check cannot lie in the future."))
		self._check_only_one()

	def _check_only_one(self):
		same = {
			"area": self.area,
			"channel": self.channel,
			"project": self.project or ("is", "not set"),
			"name": ("!=", self.name),
		}
		if frappe.db.exists("CFM Channel Availability", same):
			frappe.throw(
				_("This channel is already recorded for this area and project. Change that record instead."),
				frappe.DuplicateEntryError,
			)
