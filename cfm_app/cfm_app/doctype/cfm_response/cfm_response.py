from frappe.model.document import Document


class CFMResponse(Document):
	pass
