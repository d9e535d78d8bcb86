frappe.listview_settings["CFM Reveal Request"] = {
	filters: [["state", "=", "Asked"]],
	hide_name_column: true,
	get_indicator: (doc) => {
		const colors = { Asked: "orange", Approved: "green", Refused: "red", Withdrawn: "gray", Ended: "gray" };
		return [__(doc.state), colors[doc.state], `state,=,${doc.state}`];
	},
	onload: (list) => list.page.set_title(__("Requests to reveal an identity")),
	refresh: (list) => list.page.clear_primary_action(),
};
