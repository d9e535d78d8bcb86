frappe.query_reports["Partner Totals"] = {
	filters: [
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project", reqd: 1 },
		{ fieldname: "period", label: __("Half-year"), fieldtype: "Link", options: "CFM Published Numbers" },
	],
};
