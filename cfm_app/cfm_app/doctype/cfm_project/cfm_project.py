"""A programme, and the sheet of what people may be told about it."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate

from cfm_app.confidentiality.access_version import bump


class CFMProject(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		donor: DF.Data | None
		ends_on: DF.Date | None
		information: DF.TextEditor | None
		is_active: DF.Check
		last_verified_on: DF.Date | None
		line_manager: DF.Link | None
		pack: DF.Data | None
		sort: DF.Int
		starts_on: DF.Date | None
		status: DF.Literal["Planned", "Active", "Ended"]
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		verified_by: DF.Link | None
	# end: auto-generated types

	def validate(self):
		self.validate_from_to_dates("starts_on", "ends_on")
		self.validate_from_to_dates("valid_from", "valid_to")
		self._note_who_verified()

	def on_update(self):
		if self.has_value_changed("line_manager"):
			bump()

	def onload(self):
		self.set_onload("is_stale", self.is_stale)

	@property
	def is_stale(self) -> bool:
		"""Whether nobody has verified the sheet of a running project for longer than the settings allow."""
		if self.status == "Ended":
			return False
		days = frappe.db.get_single_value("CFM Settings", "sheet_stale_days") or 30
		return not self.last_verified_on or getdate(self.last_verified_on) < getdate(add_days(None, -days))

	def _note_who_verified(self):
		if not self.has_value_changed("last_verified_on"):
			return
		if self.last_verified_on and getdate(self.last_verified_on) > getdate():
			frappe.throw(_("The sheet cannot have been verified in the future."))
		self.verified_by = frappe.session.user if self.last_verified_on else None
