import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exceptions import NotAllowedHere


class CFMDirectoryImport(Document):
	"""A file for the directory: what was in it, what became of it, and what to put back."""

	def validate(self):
		if not self.flags.by_app:
			frappe.throw(_("Bring a file in with the button of the service list."), NotAllowedHere)
