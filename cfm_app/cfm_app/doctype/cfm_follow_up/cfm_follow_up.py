from frappe.model.document import Document


class CFMFollowUp(Document):
	pass
