import frappe
from frappe.model.document import Document

from cfm_app.directory import cycles


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
			self.hide_places()
		if self.has_value_changed("verify_cycle"):
			cycles.type_changed(self)

	def hide_places(self):
		"""Hide at once where such services are given; the addresses go when somebody next saves the entry."""
		for name in frappe.get_all("CFM Service", {"service_type": self.name}, pluck="name"):
			frappe.db.set_value("CFM Service Site", {"parent": name}, "is_hidden", 1)
			frappe.clear_document_cache("CFM Service", name)
