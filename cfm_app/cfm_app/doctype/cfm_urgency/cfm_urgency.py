from frappe.model.document import Document


class CFMUrgency(Document):
	pass
