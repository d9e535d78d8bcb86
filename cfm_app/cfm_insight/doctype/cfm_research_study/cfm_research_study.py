import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

RESEARCHER = "CFM Researcher"
SEES_ALL = {"CFM Coordinator", "CFM Data Protection Officer", "CFM Auditor"}


class CFMResearchStudy(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		area_depth: DF.Int
		ends_on: DF.Date
		project: DF.Link | None
		purpose: DF.SmallText
		received_from: DF.Date
		received_until: DF.Date
		researcher: DF.Link
		starts_on: DF.Date
		title: DF.Data
		with_texts: DF.Check
	# end: auto-generated types
	"""What one researcher may work with, until when: each study has pseudonyms of its own."""

	def validate(self):
		self.validate_from_to_dates("starts_on", "ends_on")
		self.validate_from_to_dates("received_from", "received_until")
		if self.researcher == frappe.session.user:
			frappe.throw(_("Nobody opens a study for herself. Ask a colleague."))
		if RESEARCHER not in frappe.get_roles(self.researcher):
			frappe.throw(_("{0} does not have the role CFM Researcher.").format(self.researcher))

	def is_open(self) -> bool:
		"""Tell whether today lies in the days on which this study may be read."""
		return getdate(self.starts_on) <= getdate() <= getdate(self.ends_on)


def may_see(doc, user: str | None = None) -> bool:
	"""Tell whether a user may see a study: her own, or any for who opens and audits them."""
	user = user or frappe.session.user
	return doc.researcher == user or bool(SEES_ALL & set(frappe.get_roles(user)))


def has_permission(doc, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Answer True or False for one study; the roles' own rights come on top."""
	return ptype == "create" or may_see(doc, user)


def permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the SQL condition for the studies this user may list."""
	user = user or frappe.session.user
	if user == "Administrator" or SEES_ALL & set(frappe.get_roles(user)):
		return ""
	return f"(`tabCFM Research Study`.`researcher` = {frappe.db.escape(user)})"
