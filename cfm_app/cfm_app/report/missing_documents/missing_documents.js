frappe.query_reports["Missing Documents"] = {
	filters: [
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project" },
		{ fieldname: "handler", label: __("Handler"), fieldtype: "Link", options: "User" },
		{ fieldname: "only_open", label: __("Only open"), fieldtype: "Check" },
	],
};
