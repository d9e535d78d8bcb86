from frappe.model.document import Document


class CFMEscalationStep(Document):
	pass
