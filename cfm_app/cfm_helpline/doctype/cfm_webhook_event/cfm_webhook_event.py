import frappe

from cfm_app.confidentiality.vault_document import VaultDocument


class CFMWebhookEvent(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Data | None
		attempts: DF.Int
		duplicates: DF.Int
		event_key: DF.Data | None
		key_id: DF.Data | None
		key_used: DF.Data | None
		kind: DF.Data | None
		line: DF.Data | None
		message: DF.Data | None
		next_attempt_at: DF.Datetime | None
		purged_on: DF.Datetime | None
		reason: DF.Data | None
		received_on: DF.Datetime | None
		sealed: DF.LongText | None
		state: DF.Literal["New", "Done", "Failed", "Parked", "Refused"]
	# end: auto-generated types
	"""One signed call of a provider, claimed once. The payload is sealed and goes; the key stays, so a replay finds it."""


def on_doctype_update():
	"""Index what the sweeper looks for: among all that is done, the little that waits."""
	frappe.db.add_index("CFM Webhook Event", ["state", "next_attempt_at"], "state_next_attempt_at")
