frappe.query_reports["Broadcast Results"] = {
	filters: [
		{ fieldname: "line", label: __("Line"), fieldtype: "Link", options: "CFM Message Line" },
		{
			fieldname: "state",
			label: __("State"),
			fieldtype: "Select",
			options: ["", "Draft", "Asked", "Approved", "Running", "Paused", "Done", "Cancelled"].map((value) => ({
				value,
				label: value && __(value),
			})),
		},
		{ fieldname: "from_date", label: __("Approved from"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("Approved until"), fieldtype: "Date" },
	],
};
