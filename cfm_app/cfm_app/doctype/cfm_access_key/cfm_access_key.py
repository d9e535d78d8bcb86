from cfm_app.confidentiality.vault_document import VaultDocument


class CFMAccessKey(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Data | None
		area_path: DF.Data | None
		is_contact: DF.Check
		is_investigation: DF.Check
		is_request: DF.Check
		level: DF.Int
		project: DF.Data | None
		subjects: DF.SmallText | None
		team: DF.SmallText | None
	# end: auto-generated types
	"""The facts behind an access key. Only the vault writes and reads it."""
