from frappe.model.document import Document


class CFMPrivacyNotice(Document):
	pass
