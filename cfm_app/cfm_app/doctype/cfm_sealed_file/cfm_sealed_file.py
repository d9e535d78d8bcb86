import frappe

from cfm_app.confidentiality.vault_document import VaultDocument


class CFMSealedFile(VaultDocument):
	"""A sealed file of a record. Only the vault writes and reads it."""


def on_doctype_update():
	"""Index what the vault asks for: the files of one record."""
	frappe.db.add_index("CFM Sealed File", ["record"], "record")
