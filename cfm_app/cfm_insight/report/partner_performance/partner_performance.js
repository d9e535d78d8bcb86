frappe.query_reports["Partner Performance"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -5),
		},
		{ fieldname: "to_date", label: __("Until"), fieldtype: "Date", default: frappe.datetime.get_today() },
	],
};
