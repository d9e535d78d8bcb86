import secrets

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exceptions import GuardRefused
from cfm_app.integrations import registry
from cfm_app.rules.line_address import can_be_answered, normalised
from cfm_app.rules.sending_policy import countries, unknown_countries

# nobody may write these by a form or the API
WRITTEN_BY_APP = ("path_key", "last_in_on", "last_out_on")
LISTS_OF_COUNTRIES = ("countries", "one_way_countries")
SHORTEST_PATH_KEY = 32


class CFMMessageLine(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		address: DF.Data | None
		area: DF.Link | None
		channel: DF.Link
		countries: DF.SmallText | None
		email_account: DF.Link | None
		is_active: DF.Check
		kind: DF.Literal["SMS", "WhatsApp", "Messenger", "E-mail"]
		language: DF.Link | None
		last_in_on: DF.Datetime | None
		last_out_on: DF.Datetime | None
		messaging_service: DF.Data | None
		one_way_countries: DF.SmallText | None
		path_key: DF.Data | None
		price_per_segment: DF.Float
		project: DF.Link | None
		rate_per_second: DF.Float
		receives: DF.Check
		sends: DF.Check
		title: DF.Data
	# end: auto-generated types
	"""One number, page or mailbox that people write to, and that answers go out from."""

	def before_insert(self):
		# the path is half of what proves a gateway: a guessable or shared one is never kept
		if len(self.path_key or "") < SHORTEST_PATH_KEY or frappe.db.exists(
			self.doctype, {"path_key": self.path_key}
		):
			self.path_key = secrets.token_urlsafe(SHORTEST_PATH_KEY)

	def validate(self):
		self._keep_what_the_app_writes()
		self._must_be_possible_at_its_provider()
		self._write_address_in_one_form()
		self._must_have_somewhere_to_write_to()
		self._must_be_the_only_one()
		self._check_countries()

	def on_trash(self):
		if frappe.db.exists("CFM Message", {"line": self.name}):  # reason: the engine's own row
			frappe.throw(
				_("Messages have come or gone on this line. Switch it off instead of deleting it."),
				GuardRefused,
			)

	def _keep_what_the_app_writes(self):
		before = self.get_doc_before_save()
		for field in WRITTEN_BY_APP if before else ():
			self.set(field, before.get(field))

	def _must_be_possible_at_its_provider(self):
		provider = registry.provider_of(self.account)
		able = provider.capabilities(self.kind)
		if not (able.receives or able.sends):
			frappe.throw(
				_("{0} has no lines of the kind {1}.").format(provider.title, _(self.kind)),
				title=_("Please check the line"),
			)
		self.receives = int(bool(self.receives and able.receives))
		self.sends = int(bool(self.sends and able.sends))

	def _write_address_in_one_form(self):
		if not (self.address or "").strip():
			self.address = None
			return
		address = normalised(self.kind, self.address)
		if not address:
			frappe.throw(
				_(
					"Write a number with its country code, such as +57 300 123 4567, or the address of the page or mailbox."
				),
				title=_("Please check the address"),
			)
		if self.receives and not can_be_answered(self.kind, address):
			frappe.throw(_("Nobody can write to a name. Untick “Receives”, or enter a number."))
		self.address = address

	def _must_have_somewhere_to_write_to(self):
		needed = "email_account" if self.kind == "E-mail" else "address"
		if not (self.get(needed) or (self.messaging_service and self.kind != "E-mail")):
			frappe.throw(_("Enter: {0}").format(_(self.meta.get_label(needed))), frappe.MandatoryError)

	def _must_be_the_only_one(self):
		same = {"kind": self.kind, "account": self.account, "name": ["!=", self.name or ""]}
		place = "email_account" if self.kind == "E-mail" else "address"
		if self.get(place) and frappe.db.exists(self.doctype, {**same, place: self.get(place)}):
			frappe.throw(_("There is a line for this already."), frappe.DuplicateEntryError)

	def _check_countries(self):
		for field in LISTS_OF_COUNTRIES:
			unknown = unknown_countries(self.get(field))
			if unknown:
				frappe.throw(
					_("Write countries as codes of two letters, separated by commas. Not known: {0}").format(
						", ".join(unknown)
					)
				)
			self.set(field, ", ".join(sorted(countries(self.get(field)))))
