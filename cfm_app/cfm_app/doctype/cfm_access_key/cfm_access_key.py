from frappe.model.document import Document


class CFMAccessKey(Document):
	pass
