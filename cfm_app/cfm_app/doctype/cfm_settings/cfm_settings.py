from frappe.model.document import Document


class CFMSettings(Document):
	pass
