from frappe.model.document import Document


class CFMArea(Document):
	pass
