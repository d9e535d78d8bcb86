import frappe

from cfm_app.confidentiality.vault_document import VaultDocument


class CFMSealedContent(VaultDocument):
	"""A sealed value of a record. Only the vault writes and reads it."""


def on_doctype_update():
	"""Index what the vault asks for: the values of one record."""
	frappe.db.add_index("CFM Sealed Content", ["record", "record_type"], "record_type")
