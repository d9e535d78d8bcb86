"""Base of the documents that hang on a complaint: they carry its access key and need its leave."""

import frappe
from frappe import _

from cfm_app.confidentiality.permissions import record_depth
from cfm_app.confidentiality.sealed_document import SealedDocument
from cfm_app.exceptions import AccessRefused
from cfm_app.rules.access import FULL


class DependentDocument(SealedDocument):
	"""A sealed document with a link `complaint` (or `interaction`) whose access it shares."""

	def before_insert(self):
		record = self.record()
		planned_by_app = self.flags.ignore_permissions  # reason: closing plans follow-ups, whoever closes
		if not planned_by_app and record_depth(record) < FULL:
			frappe.throw(_("You may not write in this record."), AccessRefused)
		self.access_key = record.access_key
		self.clean_words()

	def validate(self):
		if not self.is_new():
			self.drop_words()

	def after_insert(self):
		self.seal_words()

	def on_trash(self):
		frappe.throw(_("This belongs to the file of a complaint and is not deleted."))

	def record(self):
		"""Return the complaint or contact this document hangs on."""
		if self.get("complaint"):
			return frappe.get_doc("Complaint", self.complaint)
		if self.get("interaction"):
			return frappe.get_doc("CFM Interaction", self.interaction)
		frappe.throw(_("Say to which complaint this belongs."))
