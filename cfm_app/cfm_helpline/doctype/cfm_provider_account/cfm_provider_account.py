from frappe.model.document import Document


class CFMProviderAccount(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from cfm_app.cfm_helpline.doctype.cfm_signing_key.cfm_signing_key import CFMSigningKey

		account_id: DF.Data | None
		allowed_addresses: DF.SmallText | None
		auth_token: DF.Password | None
		checked_on: DF.Datetime | None
		drift: DF.SmallText | None
		edge: DF.Data | None
		failures: DF.Int
		is_active: DF.Check
		key_id: DF.Data | None
		key_secret: DF.Password | None
		next_auth_token: DF.Password | None
		open_until: DF.Datetime | None
		password: DF.Password | None
		paused_code: DF.Data | None
		paused_on: DF.Datetime | None
		preset: DF.Literal["", "Kannel", "Generic"]
		previous_auth_token: DF.Password | None
		previous_valid_until: DF.Datetime | None
		provider: DF.Autocomplete
		region: DF.Data | None
		send_url: DF.Data | None
		signing_keys: DF.Table[CFMSigningKey]
		title: DF.Data
		username: DF.Data | None
	# end: auto-generated types
	"""An account at a provider of messages. Secrets stand in Password fields only."""
