import frappe
from frappe import _

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.sealed_document import SealedDocument


class CFMErasure(SealedDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		asked_by: DF.Link | None
		asked_on: DF.Datetime | None
		because: DF.Literal["request of the person", "retention", "recorded by mistake"]
		counts: DF.SmallText | None
		data_request: DF.Link | None
		finished_on: DF.Datetime | None
		mentions: DF.SmallText | None
		record: DF.Data | None
		record_type: DF.Data | None
		retention_rule: DF.Link | None
		scope: DF.Literal["identity", "record", "archive", "person"]
		seal: DF.Data | None
		state: DF.Literal["Asked", "Approved", "Cleared", "Done", "Refused"]
	# end: auto-generated types
	"""An order to erase, and the proof that it was done: how many rows of which table, nothing of the person."""

	def validate(self):
		if not self.flags.written_by_app:
			frappe.throw(_("Erasures are ordered in the data request and decided with the buttons here."))

	def on_trash(self):
		frappe.throw(_("The proof of an erasure is never deleted."))


def on_doctype_update():
	"""Index what lists are read by, and what the nightly job asks for."""
	access_keys.prepare_column("CFM Erasure", "modified")
	frappe.db.add_index("CFM Erasure", ["record", "scope", "state"], "record_scope_state")
	frappe.db.add_index("CFM Erasure", ["state", "creation"], "state_creation")
