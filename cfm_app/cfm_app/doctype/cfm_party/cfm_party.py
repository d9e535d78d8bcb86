from frappe.model.document import Document


class CFMParty(Document):
	pass
