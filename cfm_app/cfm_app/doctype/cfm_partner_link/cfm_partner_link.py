from cfm_app.confidentiality.vault_document import VaultDocument


class CFMPartnerLink(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		expires_on: DF.Datetime | None
		is_mailed: DF.Check
		last_answer: DF.Data | None
		last_used_on: DF.Datetime | None
		opened: DF.Int
		purpose: DF.Literal["referral", "verification"]
		record: DF.Data | None
		record_type: DF.Data | None
		revoked_on: DF.Datetime | None
		token_index: DF.Data | None
	# end: auto-generated types
	"""A one-time address for somebody without an account: only its keyed hash is kept."""
