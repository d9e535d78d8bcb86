frappe.query_reports["Data Quality"] = {
	filters: [
		{ fieldname: "received_from", label: __("Received from"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -1) },
		{ fieldname: "received_until", label: __("Received until"), fieldtype: "Date" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "received_by", label: __("Received by"), fieldtype: "Link", options: "User" },
		{ fieldname: "by_person", label: __("One line for each person"), fieldtype: "Check" },
	],
};
