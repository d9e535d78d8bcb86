frappe.query_reports["Research View"] = {
	filters: [{ fieldname: "study", label: __("Study"), fieldtype: "Link", options: "CFM Research Study" }],
};
