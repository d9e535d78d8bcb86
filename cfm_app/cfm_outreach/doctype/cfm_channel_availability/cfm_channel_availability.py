from frappe.model.document import Document


class CFMChannelAvailability(Document):
	pass
