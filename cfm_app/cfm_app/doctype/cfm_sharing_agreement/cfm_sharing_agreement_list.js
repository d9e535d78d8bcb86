frappe.listview_settings["CFM Sharing Agreement"] = {
	add_fields: ["is_active", "valid_from", "valid_to"],
	get_indicator: (doc) => {
		const today = frappe.datetime.get_today();
		if (!doc.is_active || (doc.valid_to && doc.valid_to < today)) return [__("ended"), "gray", `valid_to,<,${today}`];
		const soon = doc.valid_to && doc.valid_to < frappe.datetime.add_days(today, 30);
		return soon ? [__("ends soon"), "orange", `valid_to,<,${frappe.datetime.add_days(today, 30)}`] : [__("In force"), "green", "is_active,=,1"];
	},
};
