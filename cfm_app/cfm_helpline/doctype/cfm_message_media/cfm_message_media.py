from cfm_app.confidentiality.vault_document import VaultDocument


class CFMMessageMedia(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts: DF.Int
		delete_attempts: DF.Int
		deleted_at_provider_on: DF.Datetime | None
		key_id: DF.Data | None
		message: DF.Data | None
		next_attempt_at: DF.Datetime | None
		position: DF.Int
		reason: DF.Data | None
		sealed: DF.LongText | None
		sealed_file: DF.Data | None
		sha256: DF.Data | None
		size: DF.Int
		state: DF.Literal["Waiting", "Fetched", "Refused", "Failed"]
	# end: auto-generated types
	"""An attachment of a message: where it lies at the provider (sealed), and what became of it."""
