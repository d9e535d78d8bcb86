frappe.query_reports["Intake Ratings"] = {
	filters: [
		{ fieldname: "received_from", label: __("Received from"), fieldtype: "Date" },
		{ fieldname: "received_until", label: __("Received until"), fieldtype: "Date" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
	],
};
