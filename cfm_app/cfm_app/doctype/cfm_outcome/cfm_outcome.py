from frappe.model.document import Document


class CFMOutcome(Document):
	pass
