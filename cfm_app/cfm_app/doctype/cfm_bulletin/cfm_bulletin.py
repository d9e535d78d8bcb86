import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime


class CFMBulletin(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		expires_on: DF.Date | None
		is_urgent: DF.Check
		kind: DF.Literal["notice", "service change"]
		needs_receipt: DF.Check
		published_on: DF.Datetime | None
		reminded_on: DF.Date | None
		service: DF.Link | None
		title: DF.Data
		words: DF.Text
	# end: auto-generated types
	"""Something operators have to know, with a receipt from each who read it."""

	def validate(self):
		self.published_on = self.published_on or now_datetime()
		if self.expires_on and getdate(self.expires_on) < getdate(self.published_on):
			frappe.throw(_("A bulletin cannot end before it is published."))

	def on_update(self):
		"""New words are read again by everybody."""
		before = self.get_doc_before_save()
		if before and (before.words, before.title) != (self.words, self.title):
			self.read_again()

	def read_again(self, is_urgent: bool = False):
		"""Forget who has read it: it says something else now."""
		frappe.db.delete("CFM Bulletin Read", {"bulletin": self.name})
		self.db_set(
			{"reminded_on": None, "is_urgent": int(self.is_urgent or is_urgent)}, update_modified=False
		)

	def on_trash(self):
		frappe.db.delete("CFM Bulletin Read", {"bulletin": self.name})
