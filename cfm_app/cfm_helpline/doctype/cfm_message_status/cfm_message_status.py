from cfm_app.confidentiality.vault_document import VaultDocument


class CFMMessageStatus(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		applied: DF.Check
		at: DF.Datetime | None
		error_code: DF.Data | None
		message: DF.Data | None
		source: DF.Data | None
		status: DF.Data | None
		status_rank: DF.Int
	# end: auto-generated types
	"""One report of a provider about a message, applied or only kept."""
