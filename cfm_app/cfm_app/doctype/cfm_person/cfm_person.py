from cfm_app.confidentiality.vault_document import VaultDocument


class CFMPerson(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		email_index: DF.Data | None
		key_id: DF.Data | None
		phone_index: DF.Data | None
		sealed: DF.LongText | None
	# end: auto-generated types
	"""A person, sealed. Only the vault writes and reads it."""
