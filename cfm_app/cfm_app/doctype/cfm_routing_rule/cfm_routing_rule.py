from frappe.model.document import Document


class CFMRoutingRule(Document):
	pass
