frappe.listview_settings["CFM Data Request"] = {
	has_indicator_for_draft: true,
	add_fields: ["state", "due_on", "answered_on"],
	filters: [["answered_on", "is", "not set"]],
	primary_action: () => cfm.data_request.open(),
	get_indicator: (doc) => [__(doc.state), cfm.data_request.color(doc.state), `state,=,${doc.state}`],
	refresh: (listview) => {
		listview.page.set_title(__("Data requests"));
		listview.page.set_primary_action(__("Record a request"), cfm.data_request.open, "add");
	},
	formatters: {
		due_on: (day, _df, doc) => cfm.lists.due(day, { is_overdue: !doc.answered_on && day < frappe.datetime.get_today() }),
	},
};
