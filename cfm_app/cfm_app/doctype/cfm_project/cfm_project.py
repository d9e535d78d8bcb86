from frappe.model.document import Document


class CFMProject(Document):
	pass
