frappe.query_reports["Message Delivery"] = {
	filters: [
		...cfm.report_filters.months(),
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: ["", "SMS", "WhatsApp", "Messenger", "E-mail"] },
		{ fieldname: "direction", label: __("Direction"), fieldtype: "Select", options: ["Out", "In"], default: "Out" },
	],
};
