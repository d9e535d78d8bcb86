from frappe.model.document import Document


class CFMStep(Document):
	pass
