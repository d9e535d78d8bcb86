from frappe.model.document import Document


class CFMFocalPoint(Document):
	pass
