from frappe.model.document import Document


class CFMPerson(Document):
	pass
