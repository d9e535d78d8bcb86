"""Who may see: the ladder of sensitivity from 0 to 6 and its deadlines."""

import frappe
from frappe import _
from frappe.model.document import Document

LOWEST, HIGHEST = 0, 6
CLOCKS = ("acknowledge_within", "first_answer_within", "resolve_within")


class CFMSensitivityLevel(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acknowledge_unit: DF.Literal["minutes", "hours", "days", "working_days"]
		acknowledge_within: DF.Int
		code: DF.Data
		color: DF.Literal["Gray", "Green", "Blue", "Yellow", "Orange", "Red", "Purple"]
		content: DF.SmallText | None
		first_answer_unit: DF.Literal["minutes", "hours", "days", "working_days"]
		first_answer_within: DF.Int
		is_active: DF.Check
		level: DF.Int
		level_decides: DF.Check
		pack: DF.Data | None
		resolve_unit: DF.Literal["minutes", "hours", "days", "working_days"]
		resolve_within: DF.Int
		sort: DF.Int
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
		who_may_read: DF.SmallText | None
	# end: auto-generated types

	def validate(self):
		check_level(self, "level")
		check_deadlines(self)
		self.validate_from_to_dates("valid_from", "valid_to")


def check_level(document: Document, field: str) -> None:
	"""Refuse a level outside 0 to 6."""
	if not LOWEST <= (document.get(field) or 0) <= HIGHEST:
		label = _(document.meta.get_label(field))
		frappe.throw(_("{0} must be a level between {1} and {2}.").format(label, LOWEST, HIGHEST))


def check_deadlines(document: Document) -> None:
	"""Refuse a deadline that lies before its start."""
	for field in CLOCKS:
		if (document.get(field) or 0) < 0:
			frappe.throw(_("{0} cannot be less than zero.").format(_(document.meta.get_label(field))))
