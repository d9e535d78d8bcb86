import frappe

from cfm_app.confidentiality.dependent_document import DependentDocument


class CFMReferralStep(DependentDocument):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		access_key: DF.Data | None
		action: DF.Data | None
		at: DF.Datetime | None
		by: DF.Data | None
		complaint: DF.Link | None
		detail: DF.Data | None
		note: DF.SmallText | None
		referral: DF.Link
	# end: auto-generated types
	"""One step of a referral: who did what, and the sealed words that go with it."""

	SEALED = ("note",)


def on_doctype_update():
	"""Index what lists are read by."""
	frappe.db.add_index("CFM Referral Step", ["access_key", "modified"], "access_key_modified")
