from frappe.model.document import Document


class CFMFAQAnswer(Document):
	pass
