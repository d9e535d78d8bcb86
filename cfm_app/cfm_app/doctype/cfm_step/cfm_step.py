import frappe
from frappe import _

from cfm_app.confidentiality.sealed_document import SealedDocument


class CFMStep(SealedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		at: DF.Datetime | None
		by: DF.Link | None
		complaint: DF.Link | None
		detail: DF.Data | None
		for_person: DF.Check
		from_state: DF.Data | None
		interaction: DF.Link | None
		investigation: DF.Link | None
		kind: DF.Literal[
			"received",
			"acknowledged",
			"classified",
			"level changed",
			"routed",
			"assigned",
			"seen",
			"escalated",
			"state changed",
			"note",
			"question to person",
			"message from person",
			"message sent",
			"message not sent",
			"answer attempt",
			"answer delivered",
			"file added",
			"party added",
			"identity revealed",
			"correction",
			"reopened",
			"appealed",
			"rated",
			"consent",
			"consent withdrawn",
			"shared",
			"receiver asked to delete",
			"follow up",
			"clock paused",
			"clock resumed",
			"investigation opened",
			"investigation ended",
			"interview",
			"evidence",
			"referral",
		]
		note: DF.LongText | None
		to_state: DF.Data | None
	# end: auto-generated types
	"""One entry of the timeline. The app writes it; nobody changes or deletes it."""

	SEALED = ("note",)

	def validate(self):
		frappe.throw(_("The timeline is written by the app itself and cannot be changed."))

	def on_trash(self):
		frappe.throw(_("The timeline is written by the app itself and cannot be changed."))


def on_doctype_update():
	"""Index what a form reads."""
	frappe.db.add_index("CFM Step", ["complaint", "at"], "complaint_at")
	frappe.db.add_index("CFM Step", ["access_key", "at"], "access_key_at")
