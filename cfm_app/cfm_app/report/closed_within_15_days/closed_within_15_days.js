frappe.query_reports["Closed within 15 days"] = {
	filters: [
		{ fieldname: "until", label: __("Six months until"), fieldtype: "Date", default: frappe.datetime.get_today(), reqd: 1 },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "CFM Area" },
		{ fieldname: "project", label: __("Project"), fieldtype: "Link", options: "CFM Project" },
		{ fieldname: "category", label: __("Category"), fieldtype: "Link", options: "CFM Category" },
		{
			fieldname: "counts_as",
			label: __("Counts as"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "on_time", label: __("in time") },
				{ value: "late", label: __("late") },
				{ value: "still_open", label: __("still open, older than the limit") },
				{ value: "undecided", label: __("undecided: open, within the limit") },
				{ value: "left_out", label: __("left out") },
			],
		},
	],
};
