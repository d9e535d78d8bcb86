"""Base of the rows of a table inside a record: they are changed through the record, whose checks they would slip past."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.exceptions import NotAllowedHere


class InnerRow(Document):
	"""A row that is saved with its record alone.

	The platform lets whoever may write the record insert, save and delete its rows one by one, and asks neither the
	record's rules nor its log. Saved inside their record, rows pass none of these methods.
	"""

	def validate(self):
		_refuse()

	def on_trash(self):
		_refuse()


def _refuse() -> None:
	frappe.throw(
		_("Change this in the record itself. Its checks do not see a row that is changed alone."),
		NotAllowedHere,
	)
