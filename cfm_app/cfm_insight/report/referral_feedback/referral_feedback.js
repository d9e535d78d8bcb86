frappe.query_reports["Referral Feedback"] = {
	filters: cfm.report_filters.months(),
};
