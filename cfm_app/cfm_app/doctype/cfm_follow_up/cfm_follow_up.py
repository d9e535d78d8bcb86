import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality.dependent_document import DependentDocument
from cfm_app.handling import alerts, timeline

LOW_RATING = 2
RATINGS = ("effect", "reception_rating", "handling_rating")


class CFMFollowUp(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		attempts: DF.Int
		channel: DF.Link | None
		complaint: DF.Link
		done_on: DF.Datetime | None
		due_on: DF.Datetime
		effect: DF.Int
		handling_rating: DF.Int
		kind: DF.Literal["Satisfaction", "Aftercare", "Update"]
		note: DF.LongText | None
		reception_rating: DF.Int
		result: DF.Literal["", "reached", "not reached", "refused", "cancelled"]
	# end: auto-generated types
	"""A planned contact after closing: satisfaction, aftercare, or an update to the person."""

	SEALED = ("note",)

	def validate(self):
		super().validate()
		for field in RATINGS:
			if self.get(field) and not 1 <= self.get(field) <= 5:
				frappe.throw(_("A rating is a number from 1 to 5."))
		if self.result and not self.done_on:
			self.done_on = now_datetime()
			self.flags.just_done = True

	def on_update(self):
		if not self.flags.just_done:
			return
		complaint = self.record()
		timeline.write(complaint, "follow up", detail=f"{self.kind}: {self.result}")
		if self.handling_rating:
			complaint.db_set("satisfaction_rating", self.handling_rating)
		if 0 < (self.handling_rating or 0) <= LOW_RATING:
			alerts.tell([complaint.handler, *alerts.coordinators()], complaint, "low_rating")


def on_doctype_update():
	"""Index what lists are read by."""
	frappe.db.add_index("CFM Follow Up", ["access_key", "due_on"], "access_key_due")
