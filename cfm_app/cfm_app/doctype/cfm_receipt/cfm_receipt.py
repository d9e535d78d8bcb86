from frappe.model.document import Document


class CFMReceipt(Document):
	pass
