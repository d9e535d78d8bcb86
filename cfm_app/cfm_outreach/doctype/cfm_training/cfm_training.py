"""A training or briefing that was held, and how many people took part."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

COUNTS = ("women", "men", "other_or_unknown")
SCORES = ("pre_score", "post_score")


class CFMTraining(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		audience: DF.Literal["staff", "partner", "contractor", "volunteer", "authority", "community"]
		facilitator: DF.Link | None
		held_on: DF.Date
		kind: DF.Literal["Training", "Briefing", "Induction"]
		materials: DF.SmallText | None
		men: DF.Int
		other_or_unknown: DF.Int
		participants: DF.Int
		post_score: DF.Percent
		pre_score: DF.Percent
		project: DF.Link | None
		title: DF.Data
		topics: DF.SmallText | None
		women: DF.Int
	# end: auto-generated types

	def validate(self):
		if getdate(self.held_on) > getdate():
			frappe.throw(_("A training is recorded after it was held; this date lies in the future."))
		self._check_numbers()
		self.participants = sum(self.get(field) or 0 for field in COUNTS)

	def _check_numbers(self):
		for field in COUNTS + SCORES:
			if (self.get(field) or 0) < 0:
				frappe.throw(_("{0} cannot be less than zero.").format(_(self.meta.get_label(field))))
		for field in SCORES:
			if (self.get(field) or 0) > 100:
				frappe.throw(_("{0} cannot be more than 100.").format(_(self.meta.get_label(field))))
