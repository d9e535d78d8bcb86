frappe.listview_settings["Referral"] = {
	add_fields: ["workflow_state", "priority", "mode", "due_on", "closed_on", "receiver_asked_on"],
	filters: [["closed_on", "is", "not set"]],
	has_indicator_for_draft: true,
	onload: (listview) => {
		cfm.lists.sort_unless_chosen(listview, "due_on");
		listview.page.add_inner_button(__("Referral board"), () => frappe.set_route("referral-board"));
	},
	refresh: (listview) => {
		listview.page.set_title(__("Referrals"));
		listview.page.clear_primary_action();
	},
	get_indicator: (doc) => [__(doc.workflow_state), cfm.referrals.state_color(doc.workflow_state), `workflow_state,=,${doc.workflow_state}`],
	formatters: {
		// the platform draws the state by itself, so what waits stands in the next column
		complaint: (complaint, _field, doc) => `${cfm.show.escape(complaint)} ${doc.receiver_asked_on ? cfm.referrals.has_written() : ""}`,
		priority: (priority) => cfm.referrals.priority(priority),
	},
};
