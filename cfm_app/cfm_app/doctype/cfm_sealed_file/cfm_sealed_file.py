import frappe

from cfm_app.confidentiality.vault_document import VaultDocument


class CFMSealedFile(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		file_key: DF.Data | None
		key_id: DF.Data | None
		kind: DF.Data | None
		record: DF.Data | None
		record_type: DF.Data | None
		sealed: DF.LongText | None
		size: DF.Int
	# end: auto-generated types
	"""A sealed file of a record. Only the vault writes and reads it."""


def on_doctype_update():
	"""Index what the vault asks for: the files of one record."""
	frappe.db.add_index("CFM Sealed File", ["record"], "record")
