"""Customize Form writes changes of an added field straight into the database, past every event. Here they are judged first."""

import frappe
from frappe.custom.doctype.customize_form.customize_form import CustomizeForm, docfield_properties

from cfm_app.confidentiality.customising import guard_custom_field


class GuardedCustomizeForm(CustomizeForm):
	def update_in_custom_field(self, df, i):
		"""Change an added field as the guard of Custom Field leaves it: a sealed question stays sealed."""
		known = frappe.db.exists("Custom Field", {"dt": self.doc_type, "fieldname": df.fieldname})
		if known:
			field = frappe.get_doc("Custom Field", known)
			field.update({each: df.get(each) for each in docfield_properties})
			guard_custom_field(field)
			df.update({each: field.get(each) for each in docfield_properties})
		super().update_in_custom_field(df, i)
