"""How fast: deadlines, and the ladder that an unseen complaint climbs."""

from itertools import pairwise

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.cfm_app.doctype.cfm_sensitivity_level.cfm_sensitivity_level import check_deadlines


class CFMUrgency(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from cfm_app.cfm_app.doctype.cfm_escalation_step.cfm_escalation_step import CFMEscalationStep

		acknowledge_unit: DF.Literal["minutes", "hours", "days", "working_days"]
		acknowledge_within: DF.Int
		code: DF.Data
		color: DF.Literal["Gray", "Green", "Blue", "Yellow", "Orange", "Red", "Purple"]
		criterion: DF.SmallText | None
		escalation_steps: DF.Table[CFMEscalationStep]
		first_answer_unit: DF.Literal["minutes", "hours", "days", "working_days"]
		first_answer_within: DF.Int
		is_active: DF.Check
		pack: DF.Data | None
		rank: DF.Int
		resolve_unit: DF.Literal["minutes", "hours", "days", "working_days"]
		resolve_within: DF.Int
		sort: DF.Int
		title: DF.Data
		valid_from: DF.Date | None
		valid_to: DF.Date | None
	# end: auto-generated types

	def validate(self):
		check_deadlines(self)
		self._check_steps_rise()
		self.validate_from_to_dates("valid_from", "valid_to")

	def _check_steps_rise(self):
		minutes = [0, *(step.after_minutes for step in self.escalation_steps)]
		if any(later <= earlier for earlier, later in pairwise(minutes)):
			frappe.throw(_("Each step of the ladder must come later than the one before it."))
