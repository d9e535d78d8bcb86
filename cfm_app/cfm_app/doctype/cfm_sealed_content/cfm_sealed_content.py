import frappe

from cfm_app.confidentiality.vault_document import VaultDocument


class CFMSealedContent(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		field: DF.Data | None
		key_id: DF.Data | None
		record: DF.Data | None
		record_type: DF.Data | None
		sealed: DF.LongText | None
		version: DF.Int
	# end: auto-generated types
	"""A sealed value of a record. Only the vault writes and reads it."""


def on_doctype_update():
	"""Index what the vault asks for: the values of one record."""
	frappe.db.add_index("CFM Sealed Content", ["record", "record_type"], "record_type")
