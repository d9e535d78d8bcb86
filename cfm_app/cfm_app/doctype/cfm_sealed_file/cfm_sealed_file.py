from frappe.model.document import Document


class CFMSealedFile(Document):
	pass
