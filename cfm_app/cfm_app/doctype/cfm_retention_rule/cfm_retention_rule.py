"""How long records of one class are kept after they were closed, and what happens to them then."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.rules.access import SENSITIVE_FROM
from cfm_app.rules.retention import RetentionClass

CONTACTS = "Contacts without a complaint"
HIGHEST_LEVEL = 6


class CFMRetentionRule(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		applies_to: DF.Literal["Complaints", "Contacts without a complaint"]
		area_levels: DF.Int
		code: DF.Data
		feedback_type: DF.Link | None
		identity_months: DF.Int
		is_active: DF.Check
		level_from: DF.Int
		level_to: DF.Int
		pack: DF.Data | None
		rank: DF.Int
		record_months: DF.Int
		sort: DF.Int
		then: DF.Literal["anonymise", "archive"]
		title: DF.Data
	# end: auto-generated types

	def validate(self):
		self.check_levels()
		self.check_months()

	def check_levels(self):
		"""Only what is sealed for named people can be sealed for good."""
		if not 0 <= (self.level_from or 0) <= (self.level_to or 0) <= HIGHEST_LEVEL:
			frappe.throw(_("Levels go from 0 to 6, the lower one first."))
		if self.then == "archive" and (self.level_from < SENSITIVE_FROM or self.applies_to == CONTACTS):
			frappe.throw(
				_("Only complaints of levels 5 and 6 can be archived. Choose to anonymise the others.")
			)

	def check_months(self):
		"""The identity never outlives the words."""
		if self.identity_months > self.record_months:
			frappe.throw(_("The identity goes before the words, or together with them."))
		if not self.area_levels:
			frappe.throw(_("Keep at least one level of the area: the country."))


def classes() -> list[RetentionClass]:
	"""Return the classes that are in use."""
	rows = frappe.get_all("CFM Retention Rule", {"is_active": 1}, ["*"])
	return [_class(row) for row in rows]


def _class(row) -> RetentionClass:
	return RetentionClass(
		name=row.name,
		for_contacts=row.applies_to == CONTACTS,
		level_from=row.level_from,
		level_to=row.level_to,
		identity_months=row.identity_months,
		record_months=row.record_months,
		then=row.then,
		feedback_type=row.feedback_type or "",
		rank=row.rank,
	)
