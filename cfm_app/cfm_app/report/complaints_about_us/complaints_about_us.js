frappe.query_reports["Complaints About Us"] = {
	filters: [
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "only_open", label: __("Only open"), fieldtype: "Check" },
	],
};
