from frappe.model.document import Document


class CFMSensitivityLevel(Document):
	pass
