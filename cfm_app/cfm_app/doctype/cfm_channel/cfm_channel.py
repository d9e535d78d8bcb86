from frappe.model.document import Document


class CFMChannel(Document):
	pass
