from frappe.model.document import Document


class CFMDocumentKind(Document):
	# begin: auto-generated types
	# end: auto-generated types
	"""A kind of paper that belongs into the file of a complaint, and when it has to be there."""
