from frappe.model.document import Document


class CFMSealedContent(Document):
	pass
