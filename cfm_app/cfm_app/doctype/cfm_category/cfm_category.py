from frappe.model.document import Document


class CFMCategory(Document):
	pass
