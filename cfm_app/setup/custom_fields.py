"""Fields that the app adds to DocTypes of others. Install creates them, uninstall removes them, from this one list."""

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

CUSTOM_FIELDS = {
	"User": [
		{
			"fieldname": "cfm_line_manager",
			"label": "Line manager (CFM)",
			"fieldtype": "Link",
			"options": "User",
			"insert_after": "role_profile_name",
			"permlevel": 1,  # everybody saves her own user, but does not choose who stands above her
			"description": "Never becomes the owner of a complaint about this person, and cannot see it.",
			"module": "CFM App",
		}
	]
}


def create_missing() -> None:
	"""Create the fields that the site does not have. A label the site has changed stays."""
	missing = {
		doctype: [field for field in fields if not _exists(doctype, field)]
		for doctype, fields in CUSTOM_FIELDS.items()
	}
	if any(missing.values()):
		create_custom_fields(missing)


def _exists(doctype: str, field: dict) -> bool:
	return bool(frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": field["fieldname"]}))
