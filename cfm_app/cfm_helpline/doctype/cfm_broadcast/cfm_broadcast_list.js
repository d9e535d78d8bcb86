frappe.listview_settings["CFM Broadcast"] = {
	has_indicator_for_draft: true,
	add_fields: ["state"],
	get_indicator: (doc) => [__(doc.state), cfm.broadcast.color(doc.state), `state,=,${doc.state}`],
	refresh: (listview) => listview.page.set_title(__("Broadcasts")),
};
