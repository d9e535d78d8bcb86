frappe.query_reports["Half-yearly Signalling"] = {
	filters: [
		{ fieldname: "period", label: __("Half-year"), fieldtype: "Link", options: "CFM Published Numbers" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
	],
};
