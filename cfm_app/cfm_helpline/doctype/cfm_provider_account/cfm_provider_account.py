import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime
from frappe.utils.password import delete_all_passwords_for

from cfm_app.integrations import registry

# nobody may write these by a form or the API
WRITTEN_BY_APP = (
	"previous_auth_token",
	"previous_valid_until",
	"next_token_since",
	"failures",
	"open_until",
	"paused_on",
	"paused_code",
	"checked_on",
	"drift",
)
# with any of these the reason for a pause is gone
WAY_IN = ("account_id", "region", "edge", "key_id", "send_url", "username", "preset", "provider")
SECRETS = ("key_secret", "password")
KEYS = "CFM Signing Key"


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
		gateway_fields: DF.SmallText | None
		is_active: DF.Check
		key_id: DF.Data | None
		key_secret: DF.Password | None
		next_auth_token: DF.Password | None
		next_token_since: DF.Datetime | None
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

	def validate(self):
		self._keep_what_the_app_writes()
		self._must_fit_its_provider()
		self._must_have_whole_signing_keys()
		self._note_the_next_token()
		self._try_again_with_other_keys()

	def on_update(self):
		self._wipe_removed_signing_keys()

	def on_trash(self):
		for row in self.signing_keys:
			delete_all_passwords_for(KEYS, row.name)

	def _keep_what_the_app_writes(self):
		if self.flags.written_by_app:
			return
		before = self.get_doc_before_save()
		for field in WRITTEN_BY_APP:
			self.set(field, before.get(field) if before else None)

	def _must_fit_its_provider(self):
		gaps = registry.provider_of(self).account_gaps()
		if gaps:
			frappe.throw("<br>".join(gaps), title=_("Please check the account"))

	def _must_have_whole_signing_keys(self):
		ids = [row.signing_key_id for row in self.signing_keys]
		if len(set(ids)) < len(ids):
			frappe.throw(_("Each signing key can stand here only once."))
		for row in self.signing_keys:
			if row.valid_from and row.valid_until and str(row.valid_until) <= str(row.valid_from):
				frappe.throw(_("The signing key {0} ends before it begins.").format(row.signing_key_id))

	def _note_the_next_token(self):
		if not self.next_auth_token:
			self.next_token_since = None
		elif not self.is_dummy_password(self.next_auth_token):
			self._must_be_another_token()
			self.next_token_since = now_datetime()

	def _must_be_another_token(self):
		if self.auth_token and self.get_password("auth_token", raise_exception=False) == self.next_auth_token:
			frappe.throw(_("The next token is the same as the current one."))

	def _try_again_with_other_keys(self):
		entered = [self.get(field) for field in SECRETS]
		is_new = any(secret and not self.is_dummy_password(secret) for secret in entered)
		if is_new or any(self.has_value_changed(field) for field in WAY_IN):
			self.update({"failures": 0, "open_until": None, "paused_on": None, "paused_code": None})

	def _wipe_removed_signing_keys(self):
		before = self.get_doc_before_save()
		kept = {row.name for row in self.signing_keys}
		for row in before.signing_keys if before else ():
			if row.name not in kept:
				delete_all_passwords_for(KEYS, row.name)
