from frappe.model.document import Document


class CFMTraining(Document):
	pass
