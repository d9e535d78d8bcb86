from frappe.model.document import Document

from cfm_app.directory import cycles
from cfm_app.directory.hiding import hide_all_of_type


class CFMServiceType(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code: DF.Data
		is_active: DF.Check
		is_hidden_place: DF.Check
		pack: DF.Data | None
		plain_words: DF.Data | None
		sector: DF.Link
		sort: DF.Int
		title: DF.Data
		verify_cycle: DF.Literal[
			"", "weekly", "every two weeks", "monthly", "every three months", "every six months"
		]
	# end: auto-generated types
	"""What a service does; people look for it by this."""

	def on_update(self):
		before = self.get_doc_before_save()
		if before and self.is_hidden_place and not before.is_hidden_place:
			hide_all_of_type(self.name)
		if self.has_value_changed("verify_cycle"):
			cycles.type_changed(self)
