from frappe.model.document import Document


class CFMInteraction(Document):
	pass
