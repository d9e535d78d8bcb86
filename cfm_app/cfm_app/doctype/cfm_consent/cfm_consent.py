from frappe.model.document import Document


class CFMConsent(Document):
	pass
