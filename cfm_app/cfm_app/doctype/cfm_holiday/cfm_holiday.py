from frappe.model.document import Document


class CFMHoliday(Document):
	pass
