from cfm_app.confidentiality.vault_document import VaultDocument


class CFMContactPoint(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address_index: DF.Data | None
		key_id: DF.Data | None
		kind: DF.Literal["phone", "whatsapp", "bsuid", "messenger", "email", "withheld"]
		language: DF.Data | None
		last_auto_reply_on: DF.Datetime | None
		opted_out: DF.Literal["", "information", "all"]
		opted_out_on: DF.Datetime | None
		person: DF.Data | None
		sealed: DF.LongText | None
		unreachable_code: DF.Data | None
		unreachable_on: DF.Datetime | None
	# end: auto-generated types
	"""A number or address, sealed; equal ones find each other by their blind index. Only the engine writes and reads it."""
