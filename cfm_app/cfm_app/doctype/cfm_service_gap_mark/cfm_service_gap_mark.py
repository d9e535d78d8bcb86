from cfm_app.confidentiality.vault_document import VaultDocument


class CFMServiceGapMark(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		gap: DF.Data | None
		mark: DF.Data | None
	# end: auto-generated types
	"""That this complaint was counted in a gap already, as a keyed hash."""
