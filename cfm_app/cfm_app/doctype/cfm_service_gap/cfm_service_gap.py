import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.confidentiality import by_action


class CFMServiceGap(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		area: DF.Link | None
		month: DF.Data | None
		needs: DF.Int
		note: DF.SmallText | None
		once: DF.Data | None
		sector: DF.Link | None
		service_type: DF.Link | None
		state: DF.Literal["open", "raised with others", "filled", "no way"]
	# end: auto-generated types
	"""A need that no service meets, counted by place and month. It names nobody."""

	def validate(self):
		if not self.is_new():
			by_action.restore(self)

	def on_trash(self):
		frappe.throw(
			_("Gaps are not deleted: they are what others are asked to fill. Say how it stands instead.")
		)
