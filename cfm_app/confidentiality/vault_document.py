"""Base of the vault's own DocTypes, on which no role has any permission."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exceptions import NotAllowedHere


class VaultDocument(Document):
	"""A row of the vault. It is written in plain inserts by confidentiality/, never through forms or the API."""

	def validate(self):
		frappe.throw(_("The vault is written by the app itself."), NotAllowedHere)

	def on_trash(self):
		frappe.throw(_("The vault is written by the app itself."), NotAllowedHere)
