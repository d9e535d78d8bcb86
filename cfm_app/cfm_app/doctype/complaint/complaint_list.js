const SELDOM_USED_FILTERS = ["sensitivity", "channel", "project", "outcome", "resolved_at_first_contact", "in_default_queue"];

frappe.listview_settings["Complaint"] = {
	add_fields: ["workflow_state", "level", "urgency", "urgency_rank", "next_due", "is_overdue", "closed_on"],
	filters: [["closed_on", "is", "not set"]],
	has_indicator_for_draft: true,
	primary_action: cfm.lists.start_with_intake,
	onload: (listview) => cfm.lists.sort_unless_chosen(listview, "urgency_rank"),
	refresh: (listview) => cfm.lists.dress(listview, __("Complaints"), SELDOM_USED_FILTERS),
	get_indicator: (doc) => [
		__(doc.workflow_state),
		cfm.show.state_color(doc.workflow_state),
		`workflow_state,=,${doc.workflow_state}`,
	],
	formatters: {
		level: (level) => cfm.show.level(level),
		urgency: (code, _df, doc) => cfm.show.urgency(code, __(doc.urgency_title || code)),
		next_due: (moment, _df, doc) => cfm.lists.due(moment, doc),
	},
};
