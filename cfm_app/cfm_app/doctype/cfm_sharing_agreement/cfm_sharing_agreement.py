import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app.rules.sharing import KINDS, AgreementFacts

HIGHEST_LEVEL = 6


class CFMSharingAgreement(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		contact_email: DF.Data | None
		contact_person: DF.Data | None
		contact_phone: DF.Data | None
		is_active: DF.Check
		level_to: DF.Int
		organisation: DF.Data
		project: DF.Link | None
		purpose: DF.Literal["referral", "coordination", "reporting", "research", "audit"]
		review_on: DF.Date | None
		rules: DF.SmallText | None
		shares_counts: DF.Check
		shares_files: DF.Check
		shares_identity: DF.Check
		shares_minimum: DF.Check
		shares_words: DF.Check
		signed_copy: DF.Attach | None
		title: DF.Data
		valid_from: DF.Date
		valid_to: DF.Date | None
	# end: auto-generated types
	"""What was signed with an organisation: what it may receive about people, and for how long."""

	def validate(self):
		self.check_dates()
		self.check_kinds()

	def on_trash(self):
		# reason: whether anything was shared decides, not what
		if frappe.db.exists("CFM Disclosure", {"agreement": self.name}):
			frappe.throw(_("Something was shared under this agreement. End it instead of deleting it."))

	def check_dates(self):
		"""An agreement ends after it starts."""
		if self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			frappe.throw(_("The agreement cannot end before it starts."))

	def check_kinds(self):
		"""An agreement allows something, up to a level that exists."""
		if not (self.shares_counts or self.kinds()):
			frappe.throw(_("Say what the organisation may receive."))
		if not 0 <= (self.level_to or 0) <= HIGHEST_LEVEL:
			frappe.throw(_("Levels go from 0 to 6."))

	def kinds(self) -> frozenset:
		"""Return the kinds of rules/sharing.py that may be given."""
		return frozenset(kind for kind in KINDS if self.get(f"shares_{kind}"))

	def facts(self) -> AgreementFacts:
		"""Return what the rule needs to know."""
		return AgreementFacts(
			self.name,
			self.kinds(),
			self.level_to or 0,
			getdate(self.valid_from),
			self.valid_to and getdate(self.valid_to),
			bool(self.is_active),
		)
