"""The question and its answer in one language."""

from cfm_app.confidentiality.inner_row import InnerRow


class CFMFAQAnswer(InnerRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer: DF.Text
		keywords: DF.Data | None
		language: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		question: DF.Data
		say_it: DF.SmallText | None
	# end: auto-generated types

	pass
