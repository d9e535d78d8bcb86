frappe.query_reports["Service Gaps"] = {
	filters: [
		...cfm.report_filters.months(),
		{ fieldname: "all_states", label: __("Also what was filled"), fieldtype: "Check" },
	],
};
