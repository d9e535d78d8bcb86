frappe.query_reports["Message Delivery"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -5),
		},
		{ fieldname: "to_date", label: __("Until"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: ["", "SMS", "WhatsApp", "Messenger", "E-mail"] },
		{ fieldname: "direction", label: __("Direction"), fieldtype: "Select", options: ["Out", "In"], default: "Out" },
	],
};
