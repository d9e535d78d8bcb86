from frappe.model.document import Document

from cfm_app.directory import cycles


class CFMSector(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from cfm_app.cfm_app.doctype.cfm_sector_focal_point.cfm_sector_focal_point import (
			CFMSectorFocalPoint,
		)

		code: DF.Data
		focal_points: DF.Table[CFMSectorFocalPoint]
		is_active: DF.Check
		pack: DF.Data | None
		sort: DF.Int
		title: DF.Data
		verify_cycle: DF.Literal[
			"", "weekly", "every two weeks", "monthly", "every three months", "every six months"
		]
	# end: auto-generated types
	"""A sector of humanitarian work, as the clusters divide it."""

	def on_update(self):
		if self.has_value_changed("verify_cycle"):
			cycles.sector_changed(self)
