from cfm_app.confidentiality.vault_document import VaultDocument


class CFMBroadcastRecipient(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		broadcast: DF.Data | None
		contact_point: DF.Data | None
		language: DF.Data | None
		message: DF.Data | None
		recipient_key: DF.Data | None
		segments: DF.Int
		state: DF.Literal["Waiting", "Queued", "Cancelled"]
	# end: auto-generated types
	"""One person of a broadcast's audience, as it was when it was asked for."""
