frappe.listview_settings["CFM Service"] = {
	add_fields: ["freshness", "capacity", "is_active", "due_on"],
	onload: (listview) => cfm.directory.add_to_list(listview),
	get_indicator(doc) {
		if (!doc.is_active) return [__("not in use"), "gray", "is_active,=,0"];
		const colors = { verified: "green", due: "orange", stale: "red", "never verified": "red" };
		return [__(doc.freshness), colors[doc.freshness], `freshness,=,${doc.freshness}`];
	},
};
