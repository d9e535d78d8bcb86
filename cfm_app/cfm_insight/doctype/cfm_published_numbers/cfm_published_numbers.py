import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exceptions import NotAllowedHere

PAGE_CACHE = "cfm_public_numbers"


class CFMPublishedNumbers(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		counted_on: DF.Datetime | None
		period: DF.Data | None
		shown: DF.LongText | None
		threshold: DF.Int
	# end: auto-generated types
	"""The numbers of one half-year as everybody may see them, counted once. The hidden ones are not in here."""

	def before_insert(self):
		if not self.flags.counted:
			frappe.throw(_("Numbers are counted by the app itself."), NotAllowedHere)

	def validate(self):
		if not self.is_new():
			frappe.throw(_("Published numbers do not change: what changes tells who came in late."))

	def on_trash(self):
		frappe.cache.delete_value(PAGE_CACHE)

	def table(self) -> dict:
		"""Return {columns: [...], areas: {area: area above or None}, cells: {row: {column: number or mark}}}."""
		return frappe.parse_json(self.shown)
