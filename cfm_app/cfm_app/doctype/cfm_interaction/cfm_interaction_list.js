frappe.listview_settings["CFM Interaction"] = {
	add_fields: ["state", "received_on", "claimed_by"],
	filters: [["state", "in", ["New", "Claimed"]]],
	primary_action: cfm.lists.start_with_intake,
	onload: (listview) => cfm.lists.sort_unless_chosen(listview, "received_on"),
	refresh: (listview) => cfm.lists.dress(listview, __("Inbox")),
	formatters: { received_on: (at) => cfm.show.ago(at) },
	get_indicator: (doc) => [__(doc.state), cfm.show.state_color(doc.state), `state,=,${doc.state}`],
};
