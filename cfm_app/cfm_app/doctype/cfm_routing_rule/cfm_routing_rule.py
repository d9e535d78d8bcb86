import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.confidentiality.access_version import bump


class CFMRoutingRule(Document):
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
