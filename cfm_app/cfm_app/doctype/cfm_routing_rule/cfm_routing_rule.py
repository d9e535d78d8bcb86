import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.confidentiality.access_version import bump


class CFMRoutingRule(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		assign_duty: DF.Literal["", "Intake", "Handle", "Respond", "Sensitive", "Supervise"]
		assign_user: DF.Link | None
		category: DF.Link | None
		channel: DF.Link | None
		escalate_to: DF.Link | None
		is_active: DF.Check
		level_from: DF.Int
		level_to: DF.Int
		project: DF.Link | None
		rank: DF.Int
		title: DF.Data
		urgency: DF.Link | None
	# end: auto-generated types
	"""Where complaints of a kind go. The lowest rank that fits decides."""

	def validate(self):
		if (self.level_from or 0) > (self.level_to or 0):
			frappe.throw(_("Levels go from 0 to 6, the lower one first."))
		if not (self.assign_user or self.assign_duty):
			frappe.throw(_("Say who gets these complaints: a person or a duty."))

	def on_update(self):
		bump()

	def on_trash(self):
		bump()
