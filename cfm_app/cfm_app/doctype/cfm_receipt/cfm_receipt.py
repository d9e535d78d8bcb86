from cfm_app.confidentiality.vault_document import VaultDocument


class CFMReceipt(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		interaction: DF.Data | None
	# end: auto-generated types
	"""The keyed hash of a receipt code. Only the vault writes and reads it."""
