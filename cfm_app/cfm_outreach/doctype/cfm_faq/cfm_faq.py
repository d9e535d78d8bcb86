from frappe.model.document import Document


class CFMFAQ(Document):
	pass
