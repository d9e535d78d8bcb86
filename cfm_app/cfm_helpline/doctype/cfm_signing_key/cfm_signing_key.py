from cfm_app.confidentiality.inner_row import InnerRow


class CFMSigningKey(InnerRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		algorithm: DF.Literal["SHA256", "SHA1"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		secret: DF.Password | None
		signing_key_id: DF.Data
		valid_from: DF.Datetime | None
		valid_until: DF.Datetime | None
	# end: auto-generated types
	"""A key with which a provider signs its calls to this site. The algorithm is ours, never the header's."""
