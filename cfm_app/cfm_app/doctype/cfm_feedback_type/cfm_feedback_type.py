from frappe.model.document import Document


class CFMFeedbackType(Document):
	pass
