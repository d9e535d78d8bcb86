import frappe

from cfm_app.confidentiality.vault_document import VaultDocument


class CFMMessage(VaultDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		asked_by: DF.Data | None
		attempted_on: DF.Datetime | None
		attempts: DF.Int
		broadcast: DF.Data | None
		conflict: DF.Check
		contact_point: DF.Data | None
		delivered_on: DF.Datetime | None
		direction: DF.Literal["In", "Out"]
		error_class: DF.Data | None
		error_code: DF.Data | None
		idempotency_key: DF.Data | None
		key_id: DF.Data | None
		kind: DF.Literal["SMS", "WhatsApp", "Messenger", "E-mail"]
		language: DF.Data | None
		lease_until: DF.Datetime | None
		line: DF.Data | None
		lookups: DF.Int
		media_count: DF.Int
		next_attempt_at: DF.Datetime | None
		price: DF.Float
		provider_key: DF.Data | None
		purged_at_provider_on: DF.Datetime | None
		purpose: DF.Data | None
		record: DF.Data | None
		record_type: DF.Data | None
		resend_of: DF.Data | None
		sealed: DF.LongText | None
		segments: DF.Int
		sent_on: DF.Datetime | None
		state: DF.Literal[
			"Received",
			"Queued",
			"Sending",
			"Accepted",
			"Sent",
			"Delivered",
			"Read",
			"Retry",
			"Ambiguous",
			"Failed",
			"Undelivered",
			"Blocked",
			"Cancelled",
			"Expired",
			"Dead letter",
		]
		status_rank: DF.Int
		template: DF.Data | None
		text_hash: DF.Data | None
		text_length: DF.Int
		valid_until: DF.Datetime | None
		words_purged_on: DF.Datetime | None
	# end: auto-generated types
	"""One message in or out. Words of a message in are moved to the contact and not kept here; words of one out are sealed."""


def on_doctype_update():
	"""Index what the outbox looks for every minute."""
	frappe.db.add_index("CFM Message", ["state", "next_attempt_at"], "state_next_attempt_at")
	frappe.db.add_index("CFM Message", ["line", "attempted_on"], "line_attempted_on")
	frappe.db.add_index("CFM Message", ["sent_on"], "sent_on")
