import frappe
from frappe import _

from cfm_app.confidentiality import log_readers, log_reasons
from cfm_app.confidentiality.keyed_document import StoredDocument


class CFMAccessLog(StoredDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal[
			"view", "reveal", "export", "file", "correct", "refused", "lower level", "raise level", "print"
		]
		at: DF.Datetime | None
		chain_mac: DF.Data | None
		detail: DF.Data | None
		name: DF.Int | None
		position: DF.Int
		reason: DF.SmallText | None
		reason_mac: DF.Data | None
		record: DF.Data | None
		record_type: DF.Data | None
		row_mac: DF.Data | None
		sealed_reason: DF.LongText | None
		user: DF.Link | None
	# end: auto-generated types
	"""Who saw what, and why. Written by the app, read by auditors, changed by nobody."""

	@property
	def reason(self):
		"""The reason the user typed, for auditors."""
		if "CFM Auditor" not in frappe.get_roles() or not log_readers.has_permission(self):
			return None
		return log_reasons.opened(self.sealed_reason, self.record)

	def validate(self):
		frappe.throw(_("The access log is written by the app itself and cannot be changed."))

	def on_trash(self):
		frappe.throw(_("The access log is never deleted."))


def on_doctype_update():
	"""Index what auditors ask: who looked at this record, what did this user look at."""
	frappe.db.add_index("CFM Access Log", ["record", "name"], "record_name")
	frappe.db.add_index("CFM Access Log", ["chain_mac"], "chain_mac")
	frappe.db.add_index("CFM Access Log", ["position"], "position")
