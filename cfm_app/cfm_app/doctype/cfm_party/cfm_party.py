from cfm_app.confidentiality.vault_document import VaultDocument


class CFMParty(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		key_id: DF.Data | None
		person: DF.Data | None
		record: DF.Data | None
		record_type: DF.Data | None
		role: DF.Literal[
			"complainant",
			"affected person",
			"subject of complaint",
			"witness",
			"reporter on behalf",
			"intermediary",
			"caregiver",
		]
		sealed: DF.LongText | None
		staff_index: DF.Data | None
	# end: auto-generated types
	"""The role of a person in a record. Only the vault writes and reads it."""
