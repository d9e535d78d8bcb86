"""Who is alerted when nobody has opened a complaint for so many minutes."""

from cfm_app.confidentiality.inner_row import InnerRow


class CFMEscalationStep(InnerRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after_minutes: DF.Int
		alert: DF.Literal["owner", "deputy", "supervisor", "coordinator"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types

	pass
