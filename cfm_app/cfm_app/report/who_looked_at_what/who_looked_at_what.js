frappe.query_reports["Who looked at what"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -1), reqd: 1 },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{ fieldname: "user", label: __("User"), fieldtype: "Link", options: "User" },
		{ fieldname: "record", label: __("Reference"), fieldtype: "Data" },
		{
			fieldname: "action",
			label: __("Action"),
			fieldtype: "Select",
			options: [""].concat(
				["view", "reveal", "file", "correct", "print", "export", "share", "refused", "reveal asked", "reveal approved", "reveal refused", "reveal withdrawn", "raise level", "lower level", "erase"].map(
					(value) => ({ value, label: __(value) })
				)
			),
		},
	],
};
