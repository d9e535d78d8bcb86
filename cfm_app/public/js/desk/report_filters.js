// Filters that several reports share.
frappe.provide("cfm.report_filters");

// Of a report that counts by month: this month and the five before it.
cfm.report_filters.months = () => [
	{
		fieldname: "from_date",
		label: __("From"),
		fieldtype: "Date",
		default: frappe.datetime.add_months(frappe.datetime.get_today(), -5),
	},
	{ fieldname: "to_date", label: __("Until"), fieldtype: "Date", default: frappe.datetime.get_today() },
];
