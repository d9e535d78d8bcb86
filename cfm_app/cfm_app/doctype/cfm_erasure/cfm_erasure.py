import frappe
from frappe import _

from cfm_app.confidentiality import access_keys
from cfm_app.confidentiality.sealed_document import SealedDocument


class CFMErasure(SealedDocument):
	# begin: auto-generated types
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
