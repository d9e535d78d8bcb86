import frappe
from frappe import _

from cfm_app.confidentiality.sealed_document import SealedDocument


class CFMStep(SealedDocument):
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
