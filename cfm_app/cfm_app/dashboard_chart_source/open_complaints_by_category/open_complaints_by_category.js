frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Open complaints by category"] = {
	method: "cfm_app.cfm_app.dashboard_chart_source.open_complaints_by_category.open_complaints_by_category.get",
	filters: [],
};
