frappe.query_reports["Unclassified Contacts"] = {
	filters: [
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "channel", label: __("Channel"), fieldtype: "Link", options: "CFM Channel" },
		{ fieldname: "only_late", label: __("Only too long"), fieldtype: "Check" },
	],
};
