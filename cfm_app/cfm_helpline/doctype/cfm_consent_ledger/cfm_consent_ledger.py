from cfm_app.confidentiality.vault_document import VaultDocument


class CFMConsentLedger(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime | None
		change: DF.Literal["out", "in"]
		contact_point: DF.Data | None
		event_key: DF.Data | None
		line: DF.Data | None
		scope: DF.Literal["information", "service", "all"]
		source: DF.Data | None
		wording: DF.Data | None
	# end: auto-generated types
	"""What a person said about being written to, one row for each time. Rows are only ever added."""
