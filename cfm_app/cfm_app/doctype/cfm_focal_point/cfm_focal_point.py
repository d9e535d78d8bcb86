import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app.confidentiality.access_version import bump
from cfm_app.exceptions import NotAllowedHere
from cfm_app.rules.access import SENSITIVE_FROM

HIGHEST_LEVEL = 6

NAMED_DUTIES = {"Sensitive", "Custodian", "Investigate", "Data Protection"}


class CFMFocalPoint(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		deputy: DF.Link | None
		duty: DF.Literal[
			"Intake",
			"Handle",
			"Respond",
			"Sensitive",
			"Supervise",
			"Analyse",
			"Audit",
			"Custodian",
			"Investigate",
			"Research",
			"Data Protection",
		]
		is_active: DF.Check
		level_from: DF.Int
		level_to: DF.Int
		project: DF.Link | None
		supervisor: DF.Link | None
		user: DF.Link
		valid_from: DF.Date | None
		valid_to: DF.Date | None
	# end: auto-generated types
	"""A grant: this user has this duty in this place, for this project, at these levels."""

	def validate(self):
		self.check_levels()
		self.check_dates()
		self.check_people()

	def on_update(self):
		bump()

	def on_trash(self):
		bump()

	def check_levels(self):
		"""Only named people reach levels 5 and 6, and only the duty Sensitive reads them."""
		if not 0 <= (self.level_from or 0) <= (self.level_to or 0) <= HIGHEST_LEVEL:
			frappe.throw(_("Levels go from 0 to 6, the lower one first."))
		if self.level_to >= SENSITIVE_FROM and self.duty not in NAMED_DUTIES:
			frappe.throw(_("Levels 5 and 6 need the duty Sensitive: they follow named focal points only."))

	def check_dates(self):
		"""A grant ends after it starts."""
		if self.valid_from and self.valid_to and getdate(self.valid_to) < getdate(self.valid_from):
			frappe.throw(_("The grant cannot end before it starts."))

	def check_people(self):
		"""Nobody stands in for herself, or gives herself a duty that reaches the most sensitive records."""
		if self.user in (self.deputy, self.supervisor):
			frappe.throw(_("Deputy and supervisor are other people than the focal point."))
		gives_to_herself = frappe.session.user in (self.user, self.deputy)
		if self.duty in NAMED_DUTIES and gives_to_herself and frappe.session.user != "Administrator":
			frappe.throw(_("Nobody gives herself this duty. Ask a colleague."), NotAllowedHere)
