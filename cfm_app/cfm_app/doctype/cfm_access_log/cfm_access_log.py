from frappe.model.document import Document


class CFMAccessLog(Document):
	pass
