import secrets

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.confidentiality import access_log, vault
from cfm_app.confidentiality.keyed_document import StoredDocument
from cfm_app.exceptions import AccessRefused, GuardRefused
from cfm_app.rules.references import new_reference

DECIDERS = {"CFM Coordinator", "CFM Data Protection Officer"}
SEES_ALL = DECIDERS | {"CFM Auditor"}
WAITING, READY, REFUSED, DOWNLOADED = "Waiting", "Ready", "Refused", "Downloaded"


class CFMExportRequest(StoredDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		asked_by: DF.Link | None
		asked_on: DF.Datetime | None
		downloaded_on: DF.Datetime | None
		expires_on: DF.Datetime | None
		filters: DF.SmallText | None
		filters_in_code: DF.Data | None
		kind: DF.Literal["list", "report"]
		reason: DF.SmallText | None
		row_count: DF.Int
		rows_in_file: DF.Int
		source: DF.Data | None
		state: DF.Literal["Waiting", "Ready", "Refused", "Downloaded"]
	# end: auto-generated types
	"""One file that somebody wants to take out of the site: what, how many rows, why, and who agreed."""

	def autoname(self):
		self.name = new_reference("E", secrets.choice)

	def after_insert(self):
		vault.put(self.doctype, self.name, {"reason": self.flags.reason, "query": self.flags.query})

	def on_trash(self):
		frappe.throw(_("What left the site stays on record."))

	@property
	def reason(self):
		"""What the person who asked wrote, for her and for who decides."""
		return self.sealed_words().get("reason")

	@property
	def filters(self):
		"""The filters as they were set, for her and for who decides."""
		query = self.query()
		return frappe.as_json(query["filters"], indent=None) if query.get("filters") else None

	def query(self) -> dict:
		"""Return what was asked for: {filters, fields, order_by}; {} for who may not see this request."""
		return frappe.parse_json(self.sealed_words().get("query") or "{}")

	def sealed_words(self) -> dict[str, str]:
		"""Return the sealed words of this request for who may see it."""
		if self.is_new() or frappe.flags.cfm_vault_shut or not may_see(self):
			return {}
		return vault.read_for_system(self.doctype, self.name)

	def decide(self, agreed: bool):
		"""Agree that the file is made, or refuse it. Somebody else than who asked does this."""
		if not DECIDERS & set(frappe.get_roles()):
			frappe.throw(_("Your role may not decide about exports."), AccessRefused)
		if self.asked_by == frappe.session.user:
			frappe.throw(_("Somebody else has to agree to what you want to take out."), GuardRefused)
		if self.state != WAITING or self.is_too_late():
			frappe.throw(_("This request no longer waits for a decision."), GuardRefused)
		self.db_set(
			{
				"state": READY if agreed else REFUSED,
				"approved_by": frappe.session.user,
				"approved_on": now_datetime(),
			}
		)
		access_log.write("export", self, "agreed" if agreed else "not agreed")

	def is_too_late(self) -> bool:
		"""Tell whether the days in which the file may be fetched are over."""
		return now_datetime() > self.expires_on


def may_see(doc, user: str | None = None) -> bool:
	"""Tell whether a user may see a request: her own, or any for who decides and who audits."""
	user = user or frappe.session.user
	return doc.asked_by == user or bool(SEES_ALL & set(frappe.get_roles(user)))


def has_permission(doc, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Answer True or False for one request; nothing about it is changed outside its own steps."""
	return ptype in ("read", "select", "report") and may_see(doc, user)


def permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition for the requests this user may list."""
	user = user or frappe.session.user
	if user == "Administrator" or SEES_ALL & set(frappe.get_roles(user)):
		return ""
	return f"(`tabCFM Export Request`.`asked_by` = {frappe.db.escape(user)})"
