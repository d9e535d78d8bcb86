"""Fields that the app adds to DocTypes of others. Install creates them, uninstall removes them, from this one list."""

CUSTOM_FIELDS = {
	"User": [
		{
			"fieldname": "cfm_line_manager",
			"label": "Line manager (CFM)",
			"fieldtype": "Link",
			"options": "User",
			"insert_after": "role_profile_name",
			"description": "Never becomes the owner of a complaint about this person, and cannot see it.",
			"module": "CFM App",
		}
	]
}
