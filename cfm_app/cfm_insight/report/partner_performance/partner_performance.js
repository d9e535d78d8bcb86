frappe.query_reports["Partner Performance"] = {
	filters: cfm.report_filters.months(),
};
