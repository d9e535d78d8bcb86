import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.handling import timeline


class CFMConsent(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		complaint: DF.Link | None
		expires_on: DF.Date | None
		given: DF.Literal["yes", "no"]
		given_on: DF.Datetime
		how: DF.Literal["spoken", "signed", "online", "by guardian"]
		interaction: DF.Link | None
		privacy_notice: DF.Link | None
		purpose: DF.Literal[
			"record and handle",
			"answer the person",
			"share for referral",
			"use as a story",
			"record the call",
		]
		scope: DF.SmallText | None
		withdrawn_on: DF.Datetime | None
	# end: auto-generated types
	"""What the person agreed to, or did not: one purpose each, with an end and a withdrawal."""

	def before_insert(self):
		self.given_on = self.given_on or now_datetime()
		super().before_insert()

	def validate(self):
		super().validate()
		if get_datetime(self.given_on) > now_datetime():
			frappe.throw(_("Consent cannot be given in the future."))
		if self.expires_on and getdate(self.expires_on) < getdate(self.given_on):
			frappe.throw(_("Consent cannot end before it was given."))

	def after_insert(self):
		super().after_insert()
		timeline.write(self.record(), "consent", detail=f"{self.purpose}: {self.given}")

	def is_valid(self, on=None) -> bool:
		"""Tell whether this consent holds on a day (default: today)."""
		day = getdate(on)
		ended = self.expires_on and getdate(self.expires_on) < day
		return self.given == "yes" and not self.withdrawn_on and not ended


def on_doctype_update():
	"""Index what lists are read by, and what the contact asks for when its access changes."""
	frappe.db.add_index("CFM Consent", ["access_key", "modified"], "access_key_modified")
	frappe.db.add_index("CFM Consent", ["interaction"], "interaction")
